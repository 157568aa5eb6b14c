from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from orders import limits, proof_files
from orders.forms import ProofForm
from orders.links import order_from_token
from orders.models import PaymentProof
from orders.payments import ProofRefused, submit_proof
from orders.private_pages import private_page

from .order import order_or_404, show_order


@require_POST
@private_page
def proof_upload(request, token):
    at = timezone.now()
    order = order_or_404(token)
    today = order.facility.local_day(at)
    try:
        limits.count(limits.UPLOAD, who=order.number, at=at)
    except limits.TooMany as error:
        form = ProofForm(order=order, today=today, draft=request.POST.dict())
        response = show_order(request, order, proof_form=form, refusal=str(error), status=429)
        response["Retry-After"] = error.retry_after
        return response
    form = ProofForm(request.POST, request.FILES, order=order, today=today)
    if not form.is_valid():
        return show_order(request, order, proof_form=form, status=422)
    path = proof_files.keep(form.jpeg)
    try:
        submit_proof(
            payment=order.payment,
            file_name=path,
            sender_name=form.cleaned_data["sender_name"],
            paid_on=form.cleaned_data["paid_on"],
            at=at,
        )
    except ProofRefused as error:
        proof_files.discard(path)
        return show_order(request, order_or_404(token), refusal=str(error), status=409)
    except BaseException:
        proof_files.discard(path)
        raise
    return HttpResponseRedirect(reverse("orders:order_detail", args=[token]))


@require_http_methods(["GET", "HEAD"])
@private_page
def proof_image(request, name, token=None):
    """A proof for who holds the order's link, or (without token) for staff of its facility."""
    if not proof_files.NAME.fullmatch(name):
        raise Http404
    if token is None:
        proofs = PaymentProof.objects.visible_to(request.user, subject="payment")
    else:
        proofs = PaymentProof.objects.filter(
            payment__order=order_from_token(token), payment__order__isnull=False
        )
    proof = proofs.filter(file_name=proof_files.path_of(name)).first()
    storage = storages["private"]
    if proof is None or not storage.exists(proof.file_name):
        raise Http404
    response = FileResponse(storage.open(proof.file_name), content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="bukti.jpg"'
    # Nothing in it can ever run, even if it were opened as a page.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
