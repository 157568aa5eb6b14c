from .carts import Cart, CartLine
from .channels import ChannelFile, ChannelSale
from .closings import ClosingEvent, MonthlyClosing
from .counter import CashierShift, DirectSale
from .couriers import (
    CourierAccount,
    CourierHealth,
    CourierPlace,
    CourierQuote,
    TrackingLink,
)
from .documents import Document, DocumentCounter
from .gateways import GatewayAccount, GatewayAttempt, PaymentEvent, Provider
from .limits import RateCounter
from .money import Receipt, Refund, RefundLine
from .orders import Checkout, Order, OrderEvent, OrderLine
from .payments import Payment, PaymentProof
from .privacy import CONTACT_LABELS, PrivacyRequest
from .reminders import Reminder
from .report_letters import ReportLetter, ReportSubscription
from .returns import ReturnLine, ReturnPhoto, ReturnRequest
from .rollups import By, NationCell, Period, ProductCell, ProductDay, SalesCell, SalesDayMark
from .sales import SalesDay
from .services import Booking, Enquiry, EnquiryEvent
from .setup import PaymentSetup
from .shipments import Shipment
from .shipping import ShippingRate
from .splits import LineSplit, SplitRule
from .state_money import PremiPayout, StateDeposit
from .statements import BankStatement, StatementLine, StatementMapping

__all__ = [
    "CONTACT_LABELS",
    "BankStatement",
    "Booking",
    "By",
    "Cart",
    "CartLine",
    "CashierShift",
    "ChannelFile",
    "ChannelSale",
    "Checkout",
    "ClosingEvent",
    "CourierAccount",
    "CourierHealth",
    "CourierPlace",
    "CourierQuote",
    "DirectSale",
    "Document",
    "DocumentCounter",
    "Enquiry",
    "EnquiryEvent",
    "GatewayAccount",
    "GatewayAttempt",
    "LineSplit",
    "MonthlyClosing",
    "NationCell",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentEvent",
    "PaymentProof",
    "PaymentSetup",
    "Period",
    "PremiPayout",
    "PrivacyRequest",
    "ProductCell",
    "ProductDay",
    "Provider",
    "RateCounter",
    "Receipt",
    "Refund",
    "RefundLine",
    "Reminder",
    "ReportLetter",
    "ReportSubscription",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnRequest",
    "SalesCell",
    "SalesDay",
    "SalesDayMark",
    "Shipment",
    "ShippingRate",
    "SplitRule",
    "StateDeposit",
    "StatementLine",
    "StatementMapping",
    "TrackingLink",
]
