"""The two axes of an order and the one way to move along them. Source: docs/rules/states.md."""

from .effects import restart_deadline
from .errors import StepNotAllowed
from .table import STEPS, Step
from .taking import apply_step, locked, note, objection_to, roles_for, steps_for, take_step

__all__ = [
    "STEPS",
    "Step",
    "StepNotAllowed",
    "apply_step",
    "locked",
    "note",
    "objection_to",
    "restart_deadline",
    "roles_for",
    "steps_for",
    "take_step",
]
