"""Letters about an enquiry, from the database queue; without an e-mail address none is sent."""

from django_tasks import task

from .. import mail
from ..links import enquiry_token
from ..models import Enquiry


def tell(enquiry: Enquiry, kind: str) -> None:
    """Enqueue the letter templates/email/<kind>.txt, inside the transaction of the act."""
    if enquiry.email:
        send_about_enquiry.enqueue(enquiry.pk, kind)


@task()
def send_about_enquiry(enquiry_pk: int, kind: str) -> None:
    """The letter about one enquiry that has moved on."""
    rows = Enquiry.objects.select_related("service", "facility", "booking__day")
    enquiry = rows.get(pk=enquiry_pk)
    context = {
        "enquiry": enquiry,
        "day": enquiry.place.day.day if enquiry.place else None,
        "facility": enquiry.facility,
        "link": mail.link_to("orders:enquiry", enquiry_token(enquiry)),
    }
    mail.send_letter(enquiry, kind, context)
