"""The seal of an order: what was bought, at which price, never changes unseen."""

import hashlib
import json
from collections.abc import Iterable

from .models import Order, OrderLine


def seal_of(order: Order, lines: Iterable[OrderLine]) -> str:
    """SHA-256 in hex over lines, prices, shipping and total. Asks the database nothing.

    order, lines: saved or not. Contact data is left out, so masking it after the retention
    period breaks no seal.
    """
    facts = {
        "number": order.number,
        "goods": order.goods_total,
        "shipping": order.shipping_cost,
        "code": order.unique_code,
        "total": order.total,
        "lines": [
            [line.position, line.sku, line.name, line.variant_name, line.unit_price, line.quantity]
            for line in sorted(lines, key=lambda line: line.position)
        ],
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
