"""What waits for a person, by task, as the work list counts it."""

from django.utils import timezone

from orders import desk, piles
from orders.models import Order


def waiting(user) -> dict[str, int]:
    """How many visible orders wait for each task, by its name."""
    found = piles.of(Order.objects.visible_to(user), desk.TASKS, at=timezone.now())
    return {name: pile.count for name, pile in found.items()}
