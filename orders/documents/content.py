"""The copy a paper keeps, read for printing: texts, amounts and days as people write them."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalog.dates import tanggal, tanggal_waktu
from catalog.money import ribuan, rupiah
from orders.models import Document

from .terbilang import rupiah_terbilang

# Above this a receipt of money carries a duty stamp of Rp10.000. Source: docs/rules/documents.md.
STAMP_ABOVE = 5_000_000
NOT_KNOWN = "Pembeli di galeri"
BLANK = "…………………………"


class Content:
    """One paper's copy. Asks the database nothing: only what was copied is printed."""

    def __init__(self, document: Document):
        self.facts, self.buyer = document.facts, document.buyer
        self.zone = ZoneInfo(self.facts["zone"])
        self.seller, self.order = self.facts["seller"], self.facts["order"]
        self.payment, self.delivery = self.facts["payment"], self.facts["delivery"]
        self.receipt, self.lines = self.facts["receipt"], self.facts["lines"]
        self.amount = document.amount

    def day(self, moment: str) -> str:
        """An ISO moment as `24 November 2025` in the facility's zone."""
        return tanggal(datetime.fromisoformat(moment), self.zone)

    def moment(self, moment: str) -> str:
        """An ISO moment as `24 November 2025 pukul 14.30 WIB`."""
        return tanggal_waktu(datetime.fromisoformat(moment), self.zone)

    @property
    def issued_on(self) -> date:
        return datetime.fromisoformat(self.facts["issued_at"]).astimezone(self.zone).date()

    @property
    def buyer_name(self) -> str:
        """The office where one buys, else the person."""
        return self.buyer.get("office") or self.buyer.get("name") or NOT_KNOWN

    @property
    def buyer_address(self) -> str:
        return self.buyer.get("address", "")

    @property
    def city_line(self) -> str:
        """Place and day above the signature."""
        return f"{self.facts['place']}, {tanggal(self.issued_on)}"

    def earlier(self, kind: str) -> str:
        """`SP/AMB/2026/11/0002 tanggal 3 November 2026`, empty when there was none."""
        found = self.facts["earlier"].get(kind)
        return f"{found['number']} tanggal {self.day(found['at'])}" if found else ""

    # Parts of sheets.
    def facts_table(self, *pairs: tuple[str, str]) -> list[dict]:
        """Pairs of label and text, without those that have none."""
        return [{"label": label, "text": text} for label, text in pairs if text]

    def to_buyer(self, label: str) -> list[tuple[str, str]]:
        """Who the paper goes to, with address and telephone."""
        person = self.buyer.get("name", "") if self.buyer.get("office") else ""
        return [
            (label, self.buyer_name),
            ("Untuk perhatian", person),
            ("Alamat", self.buyer_address),
            ("Telepon", self.buyer.get("phone", "")),
        ]

    def priced_table(self, *more: tuple[str, int], total: str = "Jumlah") -> dict:
        """The goods with prices, cost of delivery and code, and how they add up.

        more: rows below the sum, in rupiah.
        """
        rows = [
            {
                **_named(line),
                "cells": [
                    f"{ribuan(line['quantity'])} {line['unit']}",
                    ribuan(line["price"]),
                    ribuan(line["total"]),
                ],
            }
            for line in self.lines
        ]
        for name, amount in (
            ("Ongkos kirim", self.order["shipping"]),
            ("Kode unik", self.order["code"]),
        ):
            if amount:
                rows.append({"name": name, "detail": "", "cells": ["", "", ribuan(amount)]})
        foot = [(total, self.order["total"]), *more]
        return {
            "head": ["Uraian", "Jumlah", "Harga", "Nilai (Rp)"],
            "rows": rows,
            "foot": [{"label": label, "text": ribuan(amount)} for label, amount in foot],
        }

    def plain_table(self, heads: list[str], cells: Callable[[dict], list[str]]) -> dict:
        """The goods without prices. heads, cells: of the columns after the quantity."""
        rows = [
            {
                **_named(line),
                "cells": [f"{ribuan(line['quantity'])} {line['unit']}", *cells(line)],
            }
            for line in self.lines
        ]
        return {"head": ["Barang", "Jumlah", *heads], "rows": rows, "foot": []}

    def in_words(self, label: str, amount: int) -> dict:
        """An amount in figures and in words."""
        return {"label": label, "text": rupiah(amount), "words": rupiah_terbilang(amount)}

    def sign(
        self, role: str, who: str, *, above: str = "", stamp: bool = False, by_officer: bool = True
    ) -> dict:
        """A place to sign. above: place and day; stamp: with room for the duty stamp.

        by_officer: whether whoever signs has an officer's number (NIP).
        """
        name = "Nama dan NIP" if by_officer else "Nama"
        return {"above": above, "role": role, "who": who, "stamp": stamp, "name": name}


def _named(line: dict) -> dict:
    detail = ", ".join(text for text in (line["sku"], line["choice"]) if text)
    return {"name": line["name"], "detail": detail}
