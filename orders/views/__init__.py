from .cart import cart, cart_add, cart_update
from .checkout import checkout
from .documents import document, document_check, document_pdf
from .lookup import order_lookup
from .order import checkout_done, order_cancel, order_detail
from .proof import proof_image, proof_upload
from .qris import qris_image
from .reports import report_summary
from .sign_in import forgot_password, sign_in

__all__ = [
    "cart",
    "cart_add",
    "cart_update",
    "checkout",
    "checkout_done",
    "document",
    "document_check",
    "document_pdf",
    "forgot_password",
    "order_cancel",
    "order_detail",
    "order_lookup",
    "proof_image",
    "proof_upload",
    "qris_image",
    "report_summary",
    "sign_in",
]
