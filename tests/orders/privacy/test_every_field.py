"""No text field of orders/ is left out: it is erased, or it is known to hold nothing personal."""

from django.apps import apps
from django.db import models

from orders.privacy.copies import EMPTIED, WORDS

TEXTS = (models.CharField, models.TextField, models.JSONField)
# Emptied by name in copies.py.
ERASED = {
    "PaymentProof.file_name", "PaymentProof.sender_name", "ReturnPhoto.file_name",
    "PrivacyRequest.wanted", "Checkout.recipient", "GatewayAttempt.address",
    "Enquiry.name", "Enquiry.phone", "Enquiry.email", "Enquiry.content_hash",
    "Document.buyer", "Document.file_name", "Document.sha256",
}  # fmt: skip
# About a facility, an account of it, a paper of the state, or the site itself; or words of ours.
HARMLESS_MODELS = {
    "Cart", "CartLine", "RateCounter", "SalesDay", "ShippingRate", "PaymentSetup", "SplitRule",
    "LineSplit", "StateDeposit", "PremiPayout", "MonthlyClosing", "ClosingEvent",
    "DocumentCounter", "OrderLine", "GatewayAccount", "CourierAccount", "CourierHealth",
    "CourierQuote", "CourierPlace", "TrackingLink", "StatementMapping", "CashierShift",
    "ProductDay", "SalesCell", "NationCell", "ProductCell",
}  # fmt: skip
HARMLESS = {
    "ChannelFile.file_name": "of an officer",
    "ChannelFile.content": "gone when booked, at the latest after a day",
    "ChannelFile.titles": "titles of columns",
    "ChannelFile.layout": "places of columns",
    "ChannelSale.reference": "the channel's number of an order",
    "Checkout.form_key": "random",
    "Checkout.number": "random",
    "DirectSale.key": "random, or a device's number",
    "DirectSale.content_hash": "hash over goods",
    "DirectSale.number": "random",
    "DirectSale.method": "a way to pay",
    "DirectSale.void_reason": "of an officer, about a sale whose buyer nobody knows",
    "Order.number": "random",
    "Order.seal": "hash over goods and money",
    "OrderEvent.from_state": "a state",
    "OrderEvent.to_state": "a state",
    "Shipment.zone": "how far",
    "Shipment.eta": "days",
    "Shipment.courier": "a company",
    "Shipment.service": "of a company",
    "Shipment.tracking_number": "an order fact; the courier's page is out of reach",
    "Payment.bank_name": "the facility's account",
    "Payment.account_number": "the facility's account",
    "Payment.account_holder": "the facility's account",
    "Payment.merchant_payload": "the facility's QRIS",
    "Receipt.reference": "the source's number",
    "ReturnRequest.courier": "a company",
    "ReturnRequest.tracking_number": "an order fact",
    "PrivacyRequest.fields": "names of fields",
    "Enquiry.key": "random",
    "Enquiry.number": "random",
    "EnquiryEvent.text": "words of ours",
    "Document.number": "a serial",
    "Document.code": "random",
    "Document.facts": "goods, money, seller; the buyer stands apart",
    "GatewayAttempt.reference": "of ours",
    "GatewayAttempt.provider_id": "the gateway's number",
    "GatewayAttempt.channel": "a bank or wallet",
    "GatewayAttempt.note": "words of ours",
    "BankStatement.bank_name": "a bank",
    "BankStatement.account_number": "the facility's account",
    "BankStatement.file_name": "of the treasurer",
    "BankStatement.content": "only until its columns are known, then emptied",
    "BankStatement.problems": "line numbers and words of ours",
    "StatementLine.fingerprint": "hash; keeps a row from being read twice",
    "PaymentEvent.key": "hash or number",
    "PaymentEvent.status": "the gateway's word",
}


def text_fields():
    for model in apps.get_app_config("orders").get_models():
        if model.__name__ in HARMLESS_MODELS:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, TEXTS) and not field.choices:
                yield f"{model.__name__}.{field.name}"


def erased_fields():
    words = {f"{w.model.__name__}.{name}" for w in WORDS for name in w.fields}
    return ERASED | words | {f"Checkout.{name}" for name in EMPTIED}


def test_every_text_is_erased_or_known_to_be_harmless():
    assert set(text_fields()) - erased_fields() - HARMLESS.keys() == set()


def test_what_is_listed_is_there():
    assert erased_fields() | HARMLESS.keys() <= set(text_fields())
