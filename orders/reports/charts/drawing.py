"""What every drawn chart has: a caption, its finding in words, and the table behind it."""

from dataclasses import dataclass, field

# Series are told apart by dye and by texture: each has a class c1.. and a pattern.
SERIES = ("c1", "c2", "c3", "c4", "c5", "c6")


@dataclass(frozen=True)
class Key:
    """One entry of the legend. texture: id of its pattern or ""; dashed: a dashed line."""

    name: str
    css: str
    texture: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Hit:
    """A place that answers the pointer: what it says, and where a press leads ("" for nowhere)."""

    x: str
    y: str
    width: str
    height: str
    tip: str
    link: str = ""


@dataclass(frozen=True)
class Behind:
    """One cell of the table behind a chart."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart ready for its template.

    title: with the unit the figures are written in; finding: the chart in words; kind: names the
    template; is_wide: takes the whole row; height: pixels; parts: what its template draws;
    head, rows: the same figures as a table; table: key of the table with every detail.
    """

    key: str
    kind: str
    title: str
    finding: str
    height: int
    parts: dict = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    hits: tuple[Hit, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Behind, ...], ...] = ()
    table: str = ""
    note: str = ""
    is_wide: bool = False
    is_empty: bool = False

    @property
    def template(self) -> str:
        """Draws the inside of the SVG."""
        return f"orders/reports/_{self.kind}.html"
