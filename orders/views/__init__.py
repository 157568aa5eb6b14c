from .cart import cart, cart_add, cart_update
from .checkout import checkout
from .device import device_sign_in
from .documents import document, document_check, document_pdf
from .gateways import gateway_notice, gateway_return, order_pay, order_pay_check, order_pay_switch
from .impact import impact
from .lookup import order_lookup
from .order import checkout_done, order_cancel, order_detail
from .own_data import (
    own_data,
    own_data_correct,
    own_data_erase,
    own_data_file,
    own_data_withdraw,
)
from .pickup import pickup, pickup_scanned
from .proof import proof_image, proof_upload
from .qris import qris_image
from .report_files import report_file
from .report_letters import report_letters, report_off
from .reports import report, report_summary
from .returns import return_photo, return_request, return_withdraw
from .roles import roles_and_rights
from .services import enquiry, enquiry_erase, enquiry_new, enquiry_withdraw
from .settlement import (
    deposit_slip,
    settlement_close,
    settlement_list,
    settlement_reopen,
    settlement_sheet,
)
from .sign_in import forgot_password, sign_in

__all__ = [
    "cart",
    "cart_add",
    "cart_update",
    "checkout",
    "checkout_done",
    "deposit_slip",
    "device_sign_in",
    "document",
    "document_check",
    "document_pdf",
    "enquiry",
    "enquiry_erase",
    "enquiry_new",
    "enquiry_withdraw",
    "forgot_password",
    "gateway_notice",
    "gateway_return",
    "impact",
    "order_cancel",
    "order_detail",
    "order_lookup",
    "order_pay",
    "order_pay_check",
    "order_pay_switch",
    "own_data",
    "own_data_correct",
    "own_data_erase",
    "own_data_file",
    "own_data_withdraw",
    "pickup",
    "pickup_scanned",
    "proof_image",
    "proof_upload",
    "qris_image",
    "report",
    "report_file",
    "report_letters",
    "report_off",
    "report_summary",
    "return_photo",
    "return_request",
    "return_withdraw",
    "roles_and_rights",
    "settlement_close",
    "settlement_list",
    "settlement_reopen",
    "settlement_sheet",
    "sign_in",
]
