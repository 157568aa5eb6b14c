"""Numbers nobody guesses and links nobody forges."""

import string

import pytest

from orders import numbers
from orders.links import checkout_from_token, checkout_token, order_from_token, order_token
from orders.models import Order
from tests.builders import make_order


def test_number_has_forty_random_bits_in_letters_nobody_misreads():
    drawn = {numbers.new_number("P", is_taken=lambda number: False) for _ in range(2000)}

    assert len(drawn) == 2000
    assert {number[:2] for number in drawn} == {"P-"}
    assert {len(number) for number in drawn} == {10}
    assert set("".join(number[2:] for number in drawn)) == set(numbers.ALPHABET)
    assert not set("ILOU") & set(numbers.ALPHABET)


def test_number_is_drawn_again_while_taken():
    seen = []

    def is_taken(number):
        seen.append(number)
        return len(seen) < 3

    assert numbers.new_number("P", is_taken=is_taken) == seen[2]


@pytest.mark.parametrize("typed", ["P-7K3M90XZ", "p7k3m9oxz", " p 7k3m-90xz ", "P–7K3M9OXZ"])
def test_typed_number_is_understood(typed):
    assert numbers.normalise_number(typed) == "P-7K3M90XZ"


def test_link_opens_its_order_and_checkout_only():
    order, other = make_order(), make_order()

    assert order_from_token(order_token(order)) == order
    assert checkout_from_token(checkout_token(order.checkout)) == order.checkout
    assert order_from_token(order_token(order)) != other
    # A key for one lock does not fit the other.
    assert checkout_from_token(order_token(order)) is None
    assert order_from_token(checkout_token(order.checkout)) is None


def test_altered_cut_swapped_and_made_up_links_open_nothing():
    orders = [make_order(), make_order()]
    tokens = [order_token(order) for order in orders]
    tokens += [checkout_token(order.checkout) for order in orders]
    forged = {orders[0].number, f"{orders[0].number}.1", "", ".", "..", "P-0.1.x"}
    letters = string.ascii_letters + string.digits + "-_.= \n"
    for token in tokens:
        forged |= {token + "A", token * 2, token.lower(), token.upper(), f" {token}", f"{token}\n"}
        forged |= {token[:length] for length in range(len(token))}
        forged |= {token[start:] for start in range(1, len(token))}
        for place in range(len(token)):
            forged |= {token[:place] + letter + token[place + 1 :] for letter in letters}
        # The signature of one under the number of another.
        for other in tokens:
            forged |= {token[:cut] + other[cut:] for cut in range(len(token))}
    forged -= set(tokens)

    assert len(forged) > 5_000
    assert [text for text in forged if order_from_token(text) or checkout_from_token(text)] == []


def test_raised_version_revokes_the_links_given_out():
    order = make_order()
    old = order_token(order)
    Order.objects.update(link_version=2)
    order.refresh_from_db()

    assert order_from_token(old) is None
    assert order_from_token(order_token(order)) == order


def test_changed_key_keeps_old_mails_working_while_it_is_listed(settings):
    order = make_order()
    old = order_token(order)
    former = settings.ORDER_LINK_KEY

    settings.ORDER_LINK_KEY = "kunci-baru"
    assert order_from_token(old) is None
    settings.ORDER_LINK_OLD_KEYS = [former]
    assert order_from_token(old) == order
    assert order_token(order) != old
