"""What a cell of a spreadsheet may hold, on the way out and on the way in. Never evaluated.

Source: docs/rules/sheets.md.
"""

import re

# How a spreadsheet knows a formula; the wide letters are read the same by some of them.
STARTS_FORMULA = "=+-@\t\r\n＝＋－＠"
NEUTRAL = re.compile(rf"'+[{re.escape(STARTS_FORMULA)}]")
# Control letters, and those that turn the direction of writing around.
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
AS_TEXT = re.compile(r'="([^"]*)"')  # ="0012": how spreadsheets keep a number as text

Cell = int | str


def neutral(cell: Cell) -> Cell:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before `=`, `+`, `-`, `@`.

    A text that begins so already gets one more, so that `plain` gives back exactly what went out.
    """
    if not isinstance(cell, str):
        return cell
    cell = CONTROL.sub("", cell)
    if cell.startswith(tuple(STARTS_FORMULA)) or NEUTRAL.match(cell):
        return f"'{cell}"
    return cell


def plain(text: str) -> str:
    """The text of a cell as it was before `neutral`."""
    return text[1:] if NEUTRAL.match(text) else text


def is_formula(text: str) -> bool:
    """Whether the cell is to be computed; its letters are then no value."""
    return text.startswith("=")


def cleaned(text: str) -> str:
    """A cell as it came: without control letters and outer blanks, `="0012"` as 0012."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    as_text = AS_TEXT.fullmatch(text)
    return as_text[1].strip() if as_text else text


def one_line(text: str) -> str:
    """The text with single blanks only."""
    return re.sub(r"\s+", " ", text).strip()


def folded(title: str) -> str:
    """A title as it is compared: `Harga (Rp)` -> `harga rp`."""
    return re.sub(r"[^a-z0-9]+", " ", title.casefold()).strip()
