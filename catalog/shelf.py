"""What waits on the shelf: goods running out, products waiting for a reviewer."""

from django.db.models import F, Q

from catalog.models import Product, Publication, StockLevel

# At or under this many free pieces a product on sale is worth a look.
LOW = 3
SOLD_OUT = Q(on_hand=F("reserved"))
RUNNING_OUT = Q(on_hand__lte=F("reserved") + LOW)
ON_SALE = Q(
    variant__is_active=True,
    variant__made_to_order=False,
    variant__product__status=Publication.LIVE,
    location__is_online=True,
)


def running_out(user) -> int:
    """How many visible stock rows of goods on sale are low or empty."""
    return StockLevel.objects.visible_to(user).filter(RUNNING_OUT, ON_SALE).count()


def waiting_for_review(user) -> int:
    """How many visible products were submitted and wait to go live."""
    return Product.objects.visible_to(user).filter(status=Publication.SUBMITTED).count()
