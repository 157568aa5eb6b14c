from .carts import Cart, CartLine
from .limits import RateCounter
from .orders import Checkout, Order, OrderEvent, OrderLine, Shipment
from .payments import Payment, PaymentProof
from .privacy import PrivacyRequest
from .returns import ReturnLine, ReturnPhoto, ReturnRequest
from .sales import SalesDay
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
    "PrivacyRequest",
    "RateCounter",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnRequest",
    "SalesDay",
    "Shipment",
    "ShippingRate",
]
