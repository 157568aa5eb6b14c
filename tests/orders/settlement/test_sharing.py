"""The arithmetic of a split: worked examples, and what must hold for any numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.models import SplitRule
from orders.models.splits import PARTS, Basis
from orders.settlement.rules import DEFAULT
from orders.settlement.sharing import MIRRORED, largest_remainder, mirror, share


def terms(*shares, basis=Basis.NET_OF_MATERIALS, premi_per_unit=None):
    """shares: per cent of premi, PNBP, capital, operations, partner."""
    points = dict.fromkeys(PARTS, 0) | dict(zip(PARTS, shares, strict=False))
    return SplitRule(
        basis=basis,
        premi_per_unit=premi_per_unit,
        **{f"{part}_share": percent * 100 for part, percent in points.items()},
    )


GROSS = Basis.GROSS
# Rule, goods, pieces, materials of a piece -> premi, PNBP, capital, operations, partner.
# Source: docs/rules/settlement.md.
EXAMPLES = {
    "default": (DEFAULT, 225_000, 1, 95_000, (65_000, 19_500, 45_500, 0, 0)),
    # 50.000,5 and 15.000,15 and 35.000,35: the largest remainder gets the rupiah.
    "left over": (DEFAULT, 100_001, 1, 0, (50_001, 15_000, 35_000, 0, 0)),
    "Jambi": (terms(50, 0, 15, 35, basis=GROSS), 225_000, 1, 95_000, (112_500, 0, 33_750, 78_750, 0)),
    "Bangli": (terms(35, 50, 0, 15, basis=GROSS), 225_000, 1, None, (78_750, 112_500, 0, 33_750, 0)),
    "Kediri": (terms(5, 10, 0, 5, 80, basis=GROSS), 1_001, 1, None, (50, 100, 0, 50, 801)),
    "per piece": (
        terms(0, 15, 85, premi_per_unit=5_000), 300_000, 10, 20_000, (50_000, 7_500, 42_500, 0, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_share_gives_the_worked_examples(name):
    rule, goods, quantity, cost, wanted = EXAMPLES[name]

    shared = share(terms=rule, goods=goods, quantity=quantity, material_cost=cost)

    assert tuple(shared.parts.values()) == wanted
    assert sum(wanted) == shared.base == goods - shared.materials


def test_ties_go_to_premi_then_pnbp_then_capital_then_operations_then_partner():
    fifth = terms(20, 20, 20, 20, 20, basis=GROSS)

    given_out = [
        list(share(terms=fifth, goods=goods, quantity=1, material_cost=0).parts.values())
        for goods in range(1, 6)
    ]

    assert given_out == [
        [1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 1],
    ]  # fmt: skip


def test_materials_dearer_than_the_goods_leave_nothing_and_are_flagged():
    shared = share(terms=DEFAULT, goods=75_000, quantity=1, material_cost=75_001)
    assert (shared.base, shared.materials, shared.flag) == (0, 75_000, "below_cost")
    assert set(shared.parts.values()) == {0}


def test_materials_as_dear_as_the_goods_are_no_loss():
    shared = share(terms=DEFAULT, goods=75_000, quantity=1, material_cost=75_000)
    assert (shared.base, shared.flag) == (0, "")


def test_materials_nobody_stated_count_as_nothing_and_are_flagged():
    shared = share(terms=DEFAULT, goods=75_000, quantity=1, material_cost=None)
    assert (shared.base, shared.materials, shared.flag) == (75_000, 0, "no_material_cost")


def test_gross_basis_takes_no_materials_off_and_misses_none():
    shared = share(
        terms=terms(35, 50, 15, basis=GROSS), goods=75_000, quantity=1, material_cost=None
    )
    assert (shared.base, shared.materials, shared.flag) == (75_000, 0, "")


def test_premi_per_piece_never_exceeds_what_there_is():
    rule = terms(0, 15, 85, premi_per_unit=5_000)
    shared = share(terms=rule, goods=12_000, quantity=3, material_cost=1_000)
    assert (shared.parts["premi"], shared.base, shared.flag) == (9_000, 9_000, "premi_cut")


def test_nobody_to_share_with_is_an_error():
    with pytest.raises(ValueError, match="Nobody"):
        largest_remainder(1, {"premi": 0})


weights = st.lists(st.integers(0, 10_000), min_size=5, max_size=5).filter(any)
amounts = st.integers(0, 10**12)


@given(amounts, weights)
def test_parts_always_add_up_and_each_is_its_share_within_a_rupiah(total, points):
    names = dict(zip(PARTS, points, strict=True))
    parts = largest_remainder(total, names)
    assert sum(parts.values()) == total
    for name, weight in names.items():
        assert (
            0 <= parts[name] * sum(points) - total * weight + sum(points) - 1 < 2 * sum(points) - 1
        )
        assert weight or not parts[name]


@given(
    st.integers(1, 10**9), st.integers(1, 500), st.none() | st.integers(0, 10**9),
    st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(any),
    st.sampled_from(Basis.values), st.none() | st.integers(0, 10**6),
)  # fmt: skip
def test_every_split_adds_up(price, quantity, cost, points, basis, per_unit):
    rule = SplitRule(basis=basis, premi_per_unit=per_unit)
    if per_unit is not None:
        points = [0, *points[1:]] if any(points[1:]) else [0, 1, 0, 0, 0]
    for part, point in zip(PARTS, points, strict=True):
        setattr(rule, f"{part}_share", point)

    shared = share(terms=rule, goods=price * quantity, quantity=quantity, material_cost=cost)

    assert shared.goods == price * quantity == shared.materials + shared.base
    assert sum(shared.parts.values()) == shared.base
    assert min(shared.materials, shared.base, *shared.parts.values()) >= 0


@given(
    st.lists(st.integers(0, 10**9), min_size=len(MIRRORED), max_size=len(MIRRORED)),
    st.lists(st.integers(1, 1_000), max_size=8),
)
def test_refunds_of_any_size_mirror_the_sale_to_the_rupiah(sold, thousandths):
    left = dict(zip(MIRRORED, sold, strict=True))
    for thousandth in [*thousandths, 1_000]:
        amount = sum(left.values()) * thousandth // 1_000
        back = mirror(amount=amount, left=left)
        assert sum(back.values()) == amount
        left = {name: left[name] - back[name] for name in left}
        assert min(left.values()) >= 0
    assert set(left.values()) == {0}


def test_more_cannot_go_back_than_came_in():
    with pytest.raises(ValueError, match="More goes back"):
        mirror(amount=2, left=dict.fromkeys(MIRRORED, 0) | {"premi": 1})
