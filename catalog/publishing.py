"""How a product gets to the public: draf, diajukan, tayang, diarsipkan, as a table of steps.

Source: docs/rules/access.md. The rights are those of facilities/access.py.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog import completeness, food
from catalog.models import Product, Publication
from facilities.access import may, place_of

DRAFT, SUBMITTED, LIVE, ARCHIVED = (
    Publication.DRAFT,
    Publication.SUBMITTED,
    Publication.LIVE,
    Publication.ARCHIVED,
)
LONGEST_NOTE = Product._meta.get_field("review_note").max_length
LONGEST_PLACE = Product._meta.get_field("returned_by").max_length


class StepRefusedError(Exception):
    """The step is not possible now; str() tells the officer why."""


@dataclass(frozen=True)
class Step:
    """One step: where from, where to, the right it takes, and whether it must be explained."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    rights: tuple[str, ...]
    needs_note: bool = False
    is_main: bool = False


STEPS = (
    Step("ajukan", "Ajukan", (DRAFT,), SUBMITTED, ("submit",)),
    Step("tayangkan", "Tayangkan", (DRAFT, SUBMITTED, ARCHIVED), LIVE, ("publish",), is_main=True),
    Step("kembalikan", "Kembalikan", (SUBMITTED, LIVE), DRAFT, ("publish", "return"), True),
    Step("arsipkan", "Arsipkan", (DRAFT, SUBMITTED, LIVE), ARCHIVED, ("archive",)),
)


# The way of a product as the officer sees it, and who is at work in each state.
WAY = (DRAFT, SUBMITTED, LIVE)
NEXT_HAND = {
    DRAFT: "Ajukan bila sudah siap; Kasi Giatja atau Kepala UPT yang menayangkan.",
    SUBMITTED: "Menunggu Kasi Giatja atau Kepala UPT memeriksa dan menayangkannya.",
    LIVE: "Pembeli melihatnya di etalase; perubahan langsung tampil.",
    ARCHIVED: "Disimpan: tidak tampil dan tidak dijual, riwayatnya tetap ada.",
}


def steps_for(product: Product, user) -> list[Step]:
    """The steps this person may take on the product as it stands."""
    return [
        step
        for step in STEPS
        if product.status in step.sources
        and any(may(user, right, "product", product.facility) for right in step.rights)
    ]


def take_step(*, product: Product, step: str, by, note: str = "", at: datetime) -> Product:
    """Move the product one step on.

    step: name of a Step; note: what the reviewer asks for, kept until the product goes live
    or is put away, so that whoever looks at it again sees what was asked.
    Raises StepRefusedError when the step is not open to this person or the product is not ready.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
        open_steps = {open_step.name: open_step for open_step in steps_for(product, by)}
        if step not in open_steps:
            raise StepRefusedError("Langkah ini tidak tersedia lagi. Muat ulang halaman ini.")
        chosen = open_steps[step]
        note = note.replace("\0", "").strip()
        if len(note) > LONGEST_NOTE:
            raise StepRefusedError(f"Catatan paling panjang {LONGEST_NOTE} huruf.")
        if chosen.needs_note and not note:
            raise StepRefusedError("Tulis catatan: apa yang perlu diperbaiki.")
        if chosen.target == LIVE:
            problems = what_is_missing(product)
            if problems:
                raise StepRefusedError(" ".join(problems))
            product.published_at = product.published_at or at
        product.status = chosen.target
        if chosen.needs_note:
            product.review_note, product.returned_by = note, place_of(by)[:LONGEST_PLACE]
            product.returned_at = at
        elif chosen.target != SUBMITTED:
            product.review_note, product.returned_by, product.returned_at = "", "", None
        product.save()
    return product


def what_is_missing(product: Product) -> list[str]:
    """Sentences for the officer: what keeps the product from the public. Empty when ready."""
    return completeness.report(product).stopping


def hints(product: Product, day: date) -> list[str]:
    """What an officer should look at before showing food; it does not stop the step.

    day: the facility's today. Permits may still be on their way, and the page says so itself.
    """
    if not product.is_food:
        return []
    label = getattr(product, "food_label", None)
    return food.publishing_hints(label, day) if label else ["Label pangan belum diisi."]
