"""A square out of a picture, chosen by size and place. Source: docs/rules/pictures.md."""

import io
from dataclasses import dataclass

from PIL import Image

from .gate import MASTER_QUALITY
from .turns import decoding_turn

# A picture of the gallery is shown up to 1200 px wide; less than this looks blurred.
LEAST_SIDE = 600
WHOLE = 1000
STEP = 5


@dataclass(frozen=True)
class Square:
    """Part of a picture, in thousandths, so that it holds for the picture in any size.

    size: of the shorter side; across, down: of the room left beside and above the square,
    0 at the left and top, 1000 at the right and bottom.
    """

    size: int = WHOLE
    across: int = WHOLE // 2
    down: int = WHOLE // 2

    def box(self, width: int, height: int) -> tuple[int, int, int]:
        """(left, top, side) in pixels of a picture this large."""
        side = min(width, height) * self.size // WHOLE
        left = (width - side) * self.across // WHOLE
        return left, (height - side) * self.down // WHOLE, side


def least_size(width: int, height: int) -> int:
    """The smallest `Square.size` whose result is still sharp: all of it when the picture is small."""
    least = -(-LEAST_SIDE * WHOLE // min(width, height))
    return min(WHOLE, -(-least // STEP) * STEP)


def cropped(master: bytes, square: Square) -> bytes:
    """The square of a master as a new master; of what lay outside nothing is left. Raises NoTurn."""
    with decoding_turn(), Image.open(io.BytesIO(master), formats=("JPEG",)) as image:
        left, top, side = square.box(*image.size)
        part = image.convert("RGB").crop((left, top, left + side, top + side))
    out = io.BytesIO()
    part.save(out, "JPEG", quality=MASTER_QUALITY, progressive=True, optimize=True)
    return out.getvalue()
