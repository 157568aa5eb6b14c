"""Ways to pay and what happens to a proof. Source: docs/rules/payment.md."""

from .proofs import ProofRefused, accept_proof, reject_proof, submit_proof
from .purchases import Purchase
from .starting import WAYS, methods_for, start

__all__ = [
    "WAYS",
    "ProofRefused",
    "Purchase",
    "accept_proof",
    "methods_for",
    "reject_proof",
    "start",
    "submit_proof",
]
