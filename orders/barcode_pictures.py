"""Bar codes (Code 128) as pictures, for labels on goods. Source: docs/decisions/0079."""

from barcode.codex import Code128
from barcode.errors import BarcodeError
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 10  # modules of white on either side, as the standard asks
# Wider ones cannot be printed on a label so that a phone still reads them.
MOST_MODULES = 245
HEIGHT = 60


def svg(code: str) -> SafeString | None:
    """The code as an `<svg>` that fills its box, or None when it is too long for a label."""
    modules = _modules(code)
    if not modules or len(modules) > MOST_MODULES:
        return None
    bars = "".join(f"M{start} 0h{width}v{HEIGHT}h-{width}z" for start, width in _bars(modules))
    box = f"{-QUIET_ZONE} 0 {len(modules) + 2 * QUIET_ZONE} {HEIGHT}"
    picture = (
        f'<svg viewBox="{box}" preserveAspectRatio="none" shape-rendering="crispEdges" '
        f'aria-hidden="true" focusable="false"><path d="{bars}"/></svg>'
    )
    return mark_safe(picture)  # noqa: S308 - numbers only, whatever the code says


def _modules(code: str) -> str:
    try:
        return Code128(code).build()[0] if code else ""
    except BarcodeError:
        return ""


def _bars(modules: str):
    """(start, width) of each run of black modules."""
    start = None
    for place, module in enumerate(f"{modules}0"):
        if module == "1" and start is None:
            start = place
        elif module == "0" and start is not None:
            yield start, place - start
            start = None
