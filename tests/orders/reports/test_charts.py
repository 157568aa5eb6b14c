"""Charts: what they draw, say and hold behind them are the same figures."""

import re
from datetime import date, timedelta

import pytest

from orders.reports.charts import drawn, spark, step_marks
from orders.reports.charts.province_map import PLACES
from orders.reports.charts.scale import in_unit, scale_for
from orders.reports.report import COUNT, PERCENT, RUPIAH, Bars, Line, ProvinceMap, Stacked
from orders.reports.sales_figures import Figures, Point


def month_points(*amounts, year=2026, last_day=None):
    """One month each from January on."""
    points = []
    for number, amount in enumerate(amounts, 1):
        end = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
        points.append(Point(date(year, number, 1), end, Figures(revenue=amount)))
    if last_day:
        last = points.pop()
        points.append(Point(last.start, last_day, last.figures))
    return tuple(points)


@pytest.mark.parametrize(
    ("amounts", "kind", "ticks", "unit"),
    [
        ([12_345_678], RUPIAH, ["0", "5", "10", "15"], "juta rupiah"),
        ([-3_000_000, 10_000_000], RUPIAH, ["-5", "0", "5", "10"], "juta rupiah"),
        ([3_400_000_000], RUPIAH, ["0", "1", "2", "3", "4"], "miliar rupiah"),
        ([5, 3], COUNT, ["0", "2", "4", "6"], ""),
        ([1], COUNT, ["0", "1"], ""),
        ([99_000], COUNT, ["0", "25", "50", "75", "100"], "ribu"),
        ([131, 995], PERCENT, ["0", "25", "50", "75", "100"], "persen"),
    ],
)
def test_scale_has_round_steps_and_holds_every_amount(amounts, kind, ticks, unit):
    scale = scale_for(amounts, kind)
    assert [tick.value for tick in scale.ticks()] == ticks
    assert scale.unit == unit
    assert scale.low <= min(amounts)
    assert scale.high >= max(amounts)


def test_scale_of_nothing_is_no_error():
    for kind in (RUPIAH, COUNT, PERCENT):
        assert scale_for([], kind).y(0) == 202


def test_figures_in_a_unit_are_short():
    texts = [in_unit(value) for value in (0, 0.04, 7.5, 38.94, 108.4, 1250, -0.001)]
    assert texts == ["0", "0,04", "7,5", "38,9", "108", "1.250", "0"]


def test_line_draws_says_and_lists_the_same_figures():
    line = Line("omzet", "Omzet", month_points(2_000_000, 4_000_000),
                month_points(1_000_000, 1_000_000, year=2025), table="waktu")  # fmt: skip
    chart = drawn(line)
    assert chart.title == "Omzet, juta rupiah"
    assert chart.parts["now"] == "0.00,92.0 100.00,0.0"
    assert chart.finding == (
        "Jumlah Rp6.000.000, setahun sebelumnya Rp2.000.000. Tertinggi Februari 2026: Rp4.000.000."
    )
    assert [[cell.text for cell in row] for row in chart.rows] == [
        ["Januari 2026", "Rp2.000.000", "Rp1.000.000"],
        ["Februari 2026", "Rp4.000.000", "Rp1.000.000"],
    ]
    assert chart.hits[0].tip.splitlines() == [
        "Januari 2026", "Rentang ini: Rp2.000.000", "Setahun sebelumnya: Rp1.000.000",
    ]  # fmt: skip


def test_line_says_which_month_is_not_over():
    whole = Line("a", "Omzet", month_points(1, 2, 3))
    cut = Line("a", "Omzet", month_points(1, 2, 3, last_day=date(2026, 3, 22)))
    assert drawn(whole).note == ""
    assert drawn(cut).note == "Maret 2026 baru sampai tanggal 22."


def test_line_of_one_day_is_a_dot():
    day = date(2026, 4, 17)
    before = Point(date(2025, 4, 17), date(2025, 4, 17), Figures(revenue=2_500))
    chart = drawn(Line("a", "Omzet", (Point(day, day, Figures(revenue=5_000)),), (before,)))
    assert chart.parts["is_single"]
    assert (chart.parts["end"]["x"], chart.parts["end"]["y"]) == ("50%", "48.7")
    assert chart.parts["then_y"] == "125.3"
    assert chart.rows[0][0].text == "17 April 2026"


def test_line_with_more_given_back_than_sold_stays_inside():
    points = (*month_points(1_000_000)[:1], *month_points(0, -2_000_000)[1:])
    chart = drawn(Line("a", "Omzet", points))
    heights = [float(pair.split(",")[1]) for pair in chart.parts["now"].split()]
    assert all(0 <= height <= 184 for height in heights)
    assert "-Rp2.000.000" in chart.rows[1][1].text


def test_marks_carry_the_year_only_across_years():
    across = (*month_points(1, 1, year=2025)[:1], *month_points(1, 1))
    assert step_marks(across) == ["Jan 2025", "Jan 2026", "Feb"]
    assert step_marks(month_points(1, 1)) == ["Jan", "Feb"]
    days = [Point(date(2026, 4, day), date(2026, 4, day), Figures()) for day in (1, 2)]
    assert step_marks(days) == ["1 Apr", "2 Apr"]


def test_bars_show_the_longest_first_and_leave_a_tail_to_the_table():
    rows = tuple((f"Lapas {number}", number * 1_000_000, f"?upt={number}") for number in range(13))
    chart = drawn(Bars("upt", "Omzet", rows, table="upt"))
    assert [bar["value"] for bar in chart.parts["bars"]][:3] == ["12", "11", "10"]
    assert chart.parts["bars"][0]["width"] == "100.00%"
    assert len(chart.rows) == 10
    assert chart.note == "10 teratas dari 13."
    assert chart.hits[0].link == chart.rows[0][0].link == "?upt=12"
    assert chart.rows[0][2].text == "15,3%"


def test_bars_with_an_order_of_their_own_keep_it():
    rows = (("0 sampai 30 hari", 1, ""), ("31 sampai 90 hari", 5, ""))
    chart = drawn(Bars("umur", "Umur", rows, kind=COUNT, is_ranked=False))
    assert [bar["value"] for bar in chart.parts["bars"]] == ["1", "5"]


def test_bars_below_nothing_have_no_length():
    chart = drawn(Bars("upt", "Omzet", (("Lapas A", 5_000, ""), ("Lapas B", -9_000, ""))))
    assert [bar["width"] for bar in chart.parts["bars"]] == ["100.00%", "0.00%"]
    assert chart.rows[1][1].text == "-Rp9.000"


def test_stack_puts_small_series_together_and_loses_nothing():
    series = tuple((f"Kategori {number}", (number, number)) for number in range(1, 10))
    chart = drawn(Stacked("k", "Produk", ("Jan", "Feb"), series, kind=COUNT))
    assert [key.name for key in chart.keys] == [
        "Kategori 9", "Kategori 8", "Kategori 7", "Kategori 6", "Kategori 5", "Lainnya",
    ]  # fmt: skip
    assert sum(int(cell.text) for cell in chart.rows[0][1:]) == sum(range(1, 10))
    assert len({key.texture for key in chart.keys}) == len({key.css for key in chart.keys}) == 6
    assert chart.parts["columns"][0]["value"] == "45"


def test_stack_writes_short_marks_and_names_steps_in_full():
    chart = drawn(Stacked("k", "Omzet", ("Januari 2026",), (("Kriya", (5,)),), marks=("Jan",)))
    assert chart.parts["columns"][0]["mark"] == "Jan"
    assert chart.rows[0][0].text == "Januari 2026"


def test_map_has_a_square_for_every_province_and_none_twice():
    assert len(PLACES) == 38
    assert len({place[:2] for place in PLACES.values()}) == 38
    assert len({place[3] for place in PLACES.values()}) == 38


def test_map_shades_by_rank_and_leaves_the_rest_open():
    rows = tuple((code, code, amount * 1_000_000, f"?{code}") for code, amount in
                 zip(("81", "31", "32", "33", "34", "35"), (60, 1, 2, 3, 4, 0), strict=True))  # fmt: skip
    chart = drawn(ProvinceMap("peta", "Omzet", rows))
    shades = {square["name"]: square["shade"] for square in chart.parts["squares"]}
    assert shades["Maluku"] == "shade-5"
    assert shades["Jakarta"] == "shade-1"
    assert shades["Jatim"] == shades["Aceh"] == "shade-0"
    assert chart.parts["shades"][-1] == ("shade-5", "mulai 60")
    assert [hit.link for hit in chart.hits if "Rp60" in hit.tip] == ["?81"]
    assert [row[0].text for row in chart.rows][:2] == ["81", "34"]


@pytest.mark.parametrize(
    "chart",
    [
        Line("a", "Omzet", ()),
        Line("a", "Omzet", month_points(0, 0)),
        Bars("a", "Omzet", ()),
        Stacked("a", "Omzet", (), ()),
        Stacked("a", "Omzet", ("Jan",), (("Kriya", (0,)),)),
        ProvinceMap("a", "Omzet", ()),
    ],
)
def test_chart_of_nothing_says_so(chart):
    assert drawn(chart).is_empty
    assert drawn(chart).finding == "Belum ada yang tercatat pada rentang ini."


def test_no_coordinate_carries_a_comma():
    charts = (
        Line("a", "Omzet", month_points(1_234_567, 7_654_321, 5_555)),
        Bars("a", "Omzet", (("A", 3, ""), ("B", 7, ""), ("C", 11, ""))),
        Stacked("a", "Omzet", ("Jan", "Feb", "Mar"), (("A", (1, 2, 3)), ("B", (3, 5, 7)))),
    )
    for chart in charts:
        for hit in drawn(chart).hits:
            for number in (hit.x, hit.y, hit.width, hit.height):
                assert re.fullmatch(r"\d+(\.\d+)?%?", number)


def test_spark_needs_a_course():
    assert spark(()) == spark((5,)) == spark((0, 0)) == ""
    assert spark((0, 10)) == "0.0,24.0 100.0,2.0"
    assert spark((None, -4, 4)) == "0.0,13.0 50.0,24.0 100.0,2.0"
