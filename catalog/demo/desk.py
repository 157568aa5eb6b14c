"""What a desk has in hand: products on their way to the public, and one that rests."""

from datetime import datetime, timedelta

from catalog import pausing, publishing
from catalog.models import Category, Product, Variant
from catalog.sku import save_numbered
from facilities.models import Facility, Membership, ProducerGroup, User

DESK = "LPS-AMB"
RESTING = "Roti Manis Isi Ambon"
RESTS_FOR = timedelta(days=12)
# name, category, group, summary, price, grams
SUBMITTED = ("Nampan Ukir Salawaku", "ukiran-kayu", "Pokja Kriya Kayu",
             "Nampan kayu dengan ukiran salawaku di kedua gagangnya.", 135_000, 900)  # fmt: skip
RETURNED = ("Keranjang Bambu Bulat", "anyaman", "Pokja Anyaman",
            "Keranjang bambu serbaguna, anyaman rapat.", 60_000, 450)  # fmt: skip
NOTE = "Tambahkan foto dari atas, dan sebutkan garis tengahnya."
BEGUN = "Bangku Taman Besi"


def load_desk(*, at: datetime) -> None:
    """Three products that are not live yet, each at another step, and one paused for a while."""
    facility = Facility.objects.get(code=DESK)
    head = _officer(facility)
    waiting = _product(facility, at, *SUBMITTED)
    publishing.take_step(product=waiting, step="ajukan", by=head, at=at)
    returned = _product(facility, at, *RETURNED)
    publishing.take_step(product=returned, step="ajukan", by=head, at=at)
    office = User.objects.get(memberships__regional_office=facility.regional_office)
    publishing.take_step(product=returned, step="kembalikan", by=office, note=NOTE, at=at)
    Product.objects.create(
        facility=facility, name=BEGUN, category=Category.objects.get(slug="mebel-logam")
    )
    resting = Product.objects.get(name=RESTING)
    pausing.pause_product(
        product=resting,
        resumes_on=resting.facility.local_day(at) + RESTS_FOR,
        by=_officer(resting.facility),
        at=at,
    )


def _officer(facility: Facility) -> User:
    """Whoever decides there; the operator where the demo has no account of its own."""
    roles = [Membership.Role.FACILITY_HEAD, Membership.Role.FACILITY_MANAGER]
    own = User.objects.filter(memberships__facility=facility, memberships__role__in=roles)
    return own.first() or User.objects.filter(is_superuser=True).first()


def _product(facility, at, name, category, group, summary, price, grams) -> Product:
    product = Product.objects.create(
        facility=facility,
        name=name,
        category=Category.objects.get(slug=category),
        producer_group=ProducerGroup.objects.filter(facility=facility, name=group).first(),
        summary=summary,
    )
    save_numbered(Variant(product=product, price=price, weight_grams=grams))
    product.refresh_prices()
    return product
