from .carts import Cart, CartLine
from .limits import RateCounter
from .money import Receipt, Refund, RefundLine
from .orders import Checkout, Order, OrderEvent, OrderLine, Shipment
from .payments import Payment, PaymentProof
from .privacy import PrivacyRequest
from .returns import ReturnLine, ReturnPhoto, ReturnRequest
from .sales import SalesDay
from .setup import PaymentSetup
from .shipping import ShippingRate

__all__ = [
    "Cart",
    "CartLine",
    "Checkout",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentProof",
    "PaymentSetup",
    "PrivacyRequest",
    "RateCounter",
    "Receipt",
    "Refund",
    "RefundLine",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnRequest",
    "SalesDay",
    "Shipment",
    "ShippingRate",
]
