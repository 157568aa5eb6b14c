"""The text inside a QRIS code: worked examples, published check values, and any valid code."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.payments import emv
from orders.payments.emv import Item, PayloadError

STATIC = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600999000000000102150000000000000010303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204594753033605802ID5919GALERI LAPAS CONTOH"
    "6005AMBON61059712862070703A016304A804"
)
WITH_AMOUNT = (
    "00020101021226680016ID.CO.CONTOH.WWW011893600999000000000102150000000000000010303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI52045947530336054061473565802ID"
    "5919GALERI LAPAS CONTOH6005AMBON61059712862070703A016304C087"
)
WITH_BILL = (
    "00020101021226680016ID.CO.CONTOH.WWW011893600999000000000102150000000000000010303UMI"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI52045947530336054061473565802ID"
    "5919GALERI LAPAS CONTOH6005AMBON61059712862260115KWB-2511-0001230703A016304165D"
)


def changed(**values) -> str:
    """The worked example with some entries replaced (None takes one out), sealed again."""
    new = {item.tag: item.value for item in emv.read(STATIC)}
    new |= {tag.removeprefix("t"): value for tag, value in values.items()}
    return emv.sealed(Item(tag, value) for tag, value in new.items() if value is not None)


def test_check_sum_has_the_published_value():
    assert emv.check_sum("123456789") == "29B1"


@pytest.mark.parametrize("text", [STATIC, WITH_AMOUNT, WITH_BILL])
def test_worked_examples_close_with_their_check_sum(text):
    assert emv.sealed(emv.read(text)) == text


def test_static_code_says_whose_it_is():
    assert emv.merchant_of(STATIC) == emv.Merchant(
        "GALERI LAPAS CONTOH", "AMBON", "ID1020000000001"
    )


def test_amount_is_filled_in_as_in_the_worked_example():
    assert emv.with_amount(STATIC, 147_356) == WITH_AMOUNT


def test_bill_number_is_merged_as_in_the_worked_example():
    assert emv.with_amount(STATIC, 147_356, bill="KWB-2511-000123") == WITH_BILL


def test_bill_number_of_the_merchant_is_replaced():
    text = changed(t62="0103ABC0703A01")
    assert emv.with_amount(text, 147_356, bill="KWB-2511-000123") == WITH_BILL


def test_bill_number_that_does_not_fit_is_left_out():
    full = changed(t62="0895" + "x" * 95)
    assert emv.with_amount(full, 5, bill="P-1") == emv.with_amount(full, 5)
    assert emv.with_amount(STATIC, 5, bill="x" * 26) == emv.with_amount(STATIC, 5)


def test_words_of_the_code_inside_a_value_are_left_alone():
    text = changed(t59="010211 5802ID 6304", t60="540410")
    filled = {item.tag: item.value for item in emv.read(emv.with_amount(text, 1))}
    assert (filled["59"], filled["60"], filled["54"]) == ("010211 5802ID 6304", "540410", "1")


def test_tips_go_when_the_amount_is_filled_in():
    text = changed(t55="02", t56="1000")
    assert emv.with_amount(text, 147_356) == WITH_AMOUNT


@pytest.mark.parametrize("amount", [0, -1, 10**13, True, "1000", 1.5, None])
def test_amount_outside_the_rule_is_refused(amount):
    with pytest.raises(PayloadError):
        emv.with_amount(STATIC, amount)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "masih kosong"),
        ("https://contoh.id/qris", "diawali 000201"),
        (STATIC[:-8], "Akhir kode hilang"),
        (STATIC[:-4], "Akhir kode hilang"),
        (STATIC[:-4] + "A805", "tertulis A805, seharusnya A804"),
        (STATIC.replace("AMBON", "AMB0N"), "Angka pemeriksa tidak cocok"),
        (STATIC.replace("GALERI", "GALER\u0130"), "huruf yang tidak mungkin"),
        (changed(t58="SG"), "bukan QRIS Indonesia"),
        (changed(t58=None), "bukan QRIS Indonesia"),
        (changed(t53="702"), "bukan rupiah"),
        (changed(t01="12"), "untuk satu pembayaran"),
        (changed(t54="1000"), "untuk satu pembayaran"),
        (changed(t59="  "), "tidak ada nama"),
        (changed(t60=None, t52=None), "tidak ada jenis usaha, kota"),
        (changed(t26=None, t51=None), "tidak ada rekening merchant"),
        (changed(t62="07"), "Susunan kode rusak"),
        (changed(t51="0099x"), "Isi bagian 00 terpotong"),
        ("000201" + "x" * 600, "diawali 000201|paling panjang 512"),
    ],
)
def test_unusable_code_is_refused_in_words(text, says):
    with pytest.raises(PayloadError, match=says):
        emv.merchant_of(text)


def test_entry_written_twice_is_refused():
    items = [*emv.read(STATIC), Item("59", "LAIN")]
    with pytest.raises(PayloadError, match="Bagian 59 tertulis dua kali"):
        emv.merchant_of(emv.sealed(items))


def test_check_sum_that_is_not_at_the_end_of_the_entries_is_refused():
    # The last entry swallows the closing words: the sum fits the text, but closes nothing.
    body = emv.write([*emv.read(STATIC)]) + "64086304"
    text = body + emv.check_sum(body)
    with pytest.raises(PayloadError, match="Akhir kode tidak cocok"):
        emv.read(text)


def test_pasted_code_loses_what_copying_added():
    assert emv.tidied(f" {STATIC[:80]}\r\n{STATIC[80:]}\n") == STATIC


def test_code_without_a_national_account_is_named_by_its_provider():
    assert emv.merchant_of(changed(t51=None)).number == "936009990000000001"
    assert emv.merchant_of(changed(t51=None, t26=None, t02="4000001234567890")).number == (
        "4000001234567890"
    )


# Any valid code

SIGNS = string.ascii_letters + string.digits + " .-/&'*"


def words(longest):
    return st.text(SIGNS, min_size=1, max_size=longest).filter(str.strip)


def nested(tags, longest=20):
    """Entries inside an entry, at most 99 signs together."""
    entries = st.dictionaries(st.sampled_from(tags), words(longest), min_size=1, max_size=3)
    return entries.map(
        lambda found: emv.write(Item(tag, found[tag]) for tag in sorted(found))
    ).filter(lambda text: len(text) <= 99)


@st.composite
def static_codes(draw):
    """Entries of a code a provider may have printed, in the order of the tags."""
    accounts = draw(
        st.dictionaries(
            st.sampled_from([f"{tag:02}" for tag in range(26, 52)]),
            nested(["00", "01", "02", "03"]),
            min_size=1,
            max_size=3,
        )
    )
    entries = {"00": "01", **accounts, "53": "360", "58": "ID"}
    entries["52"] = draw(st.from_regex(r"[0-9]{4}", fullmatch=True))
    entries["59"], entries["60"] = draw(words(25)), draw(words(15))
    optional = {
        "01": st.just("11"),
        "55": st.sampled_from(["01", "02", "03"]),
        "61": st.from_regex(r"[0-9]{5}", fullmatch=True),
        "62": nested(["01", "05", "07", "08"]),
        "80": words(40),
    }
    for tag, values in optional.items():
        if draw(st.booleans()):
            entries[tag] = draw(values)
    return [Item(tag, entries[tag]) for tag in sorted(entries)]


quick = settings(max_examples=200, deadline=None)


@quick
@given(static_codes())
def test_any_valid_code_is_read_as_it_was_written(items):
    text = emv.sealed(items)
    assert emv.read(text) == items
    assert emv.sealed(emv.read(text)) == text
    emv.merchant_of(text)


@quick
@given(static_codes(), st.integers(1, 10**13 - 1), st.from_regex(r"P-[0-9A-Z]{8}", fullmatch=True))
def test_any_code_keeps_everything_but_what_the_amount_replaces(items, amount, bill):
    filled = emv.read(emv.with_amount(emv.sealed(items), amount, bill=bill))

    assert [item.tag for item in filled] == sorted(item.tag for item in filled)
    touched = {"01", "54", "55", "56", "57", "62"}
    assert [i for i in filled if i.tag not in touched] == [i for i in items if i.tag not in touched]
    values = {item.tag: item.value for item in filled}
    assert (values["01"], values["54"]) == ("12", str(amount))
    before = {item.tag: item.value for item in items}.get("62", "")
    inner = {i.tag: i.value for i in emv.parse(before)} | {"01": bill}
    if len(emv.write(Item(*pair) for pair in inner.items())) <= 99:
        assert {i.tag: i.value for i in emv.parse(values["62"])} == inner
    # Filling in again gives the same code: nothing of the first time is left over.
    assert emv.with_amount(emv.sealed(filled), amount, bill=bill) == emv.sealed(filled)


@quick
@given(static_codes(), st.data())
def test_any_single_changed_sign_is_noticed(items, data):
    text = emv.sealed(items)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(string.printable).filter(lambda sign: sign != text[place]))
    if place >= len(text) - 4 and other.upper() == text[place]:
        return  # hex digits of the sum may be written small
    with pytest.raises(PayloadError):
        emv.read(text[:place] + other + text[place + 1 :])


@quick
@given(st.text(max_size=300))
def test_any_text_at_all_is_answered_with_a_reason(text):
    for candidate in (text, "000201" + text, emv.tidied(text)):
        try:
            reason = str(emv.merchant_of(candidate))
        except PayloadError as error:
            reason = str(error)
        assert reason
