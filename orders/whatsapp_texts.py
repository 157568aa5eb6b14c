"""What an officer tells the shopper by WhatsApp with one tap, one text per status.

Texts: templates/whatsapp/. The officer's phone sends them; the site only writes them. They carry
the order's number and link, never an address or the pick-up code.
"""

from django.template.loader import render_to_string

from catalog.templatetags.links import whatsapp

from .links import enquiry_token, order_token
from .mail import link_to
from .models import Enquiry, Order
from .shipping import tracking_address


def news_address(order: Order) -> str:
    """Address that opens a chat with the buyer, the news of the order's status typed.

    "" when the phone is not known, or no longer. order: with facility, payment, checkout and the
    shipment's gallery.
    """
    phone = order.checkout.phone if order.checkout else None
    return whatsapp(phone, _opening(order), _news(order), _link(order)) if phone else ""


def chat_address(order: Order) -> str:
    """The same with only number and link typed: the officer writes the rest."""
    phone = order.checkout.phone if order.checkout else None
    return whatsapp(phone, _opening(order), _link(order)) if phone else ""


def enquiry_chat(enquiry: Enquiry) -> str:
    """Address that opens a chat with who asked for a service; "" when the phone is forgotten."""
    if not enquiry.phone:
        return ""
    link = link_to("orders:enquiry", enquiry_token(enquiry))
    return whatsapp(
        enquiry.phone,
        f"Halo, kami dari {enquiry.facility} tentang permintaan {enquiry.number} "
        f"({enquiry.service}).\n\n",
        f"Halaman permintaan Anda: {link}",
    )


def _opening(order: Order) -> str:
    return f"Halo, kami dari {order.facility} tentang pesanan {order.number}.\n\n"


def _link(order: Order) -> str:
    # A buyer without e-mail who lost the page gets it back so.
    return f"Halaman pesanan Anda: {link_to('orders:order_detail', order_token(order))}"


def _news(order: Order) -> str:
    gallery = order.delivery.gallery if order.delivery else None
    context = {
        "order": order,
        "place": str(gallery or order.facility),
        "hours": (gallery.opening_hours if gallery else "") or order.facility.opening_hours,
        "tracking": tracking_address(order.delivery),
    }
    return render_to_string(f"whatsapp/{order.status_code}.txt", context).strip() + "\n\n"
