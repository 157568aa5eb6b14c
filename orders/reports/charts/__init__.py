"""Charts of a report as SVG drawn on the server: x in percent, y in pixels, text keeps its size.

Numbers are strings with a dot: SVG knows no Indonesian comma.
"""

from ..report import Bars, Chart, Line, ProvinceMap, Stacked
from .bars import drawn_bars
from .drawing import Drawing
from .lines import drawn_line, step_marks
from .province_map import drawn_map
from .sparks import spark
from .stacks import drawn_stack

_WAYS = {Bars: drawn_bars, Line: drawn_line, Stacked: drawn_stack, ProvinceMap: drawn_map}


def drawn(chart: Chart) -> Drawing:
    """A chart of a report, ready for its template."""
    return _WAYS[type(chart)](chart)


__all__ = ["Drawing", "drawn", "spark", "step_marks"]
