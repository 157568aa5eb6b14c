from hypothesis import given
from hypothesis import strategies as st

from catalog.sheets.cells import CONTROL, STARTS_FORMULA, cleaned, is_formula, neutral, plain


@given(st.text(max_size=20))
def test_neutral_text_starts_no_formula_and_comes_back_as_it_was(text):
    text = CONTROL.sub("", text)
    out = neutral(text)
    assert not out.startswith(tuple(STARTS_FORMULA))
    assert plain(out) == text


def test_neutral_leaves_numbers_alone():
    assert neutral(-5) == -5
    assert neutral("=1+1") == "'=1+1"
    assert neutral("'=1+1") == "''=1+1"
    assert neutral("Tas") == "Tas"


def test_number_kept_as_text_is_read_without_its_wrapping():
    assert cleaned('="0012"') == "0012"
    assert is_formula(cleaned("=HYPERLINK(1)"))
    assert not is_formula(cleaned("'=1"))
