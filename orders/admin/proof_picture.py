"""The picture of a proof, for the officer who decides on it."""

from django.core.files.storage import storages
from django.http import FileResponse, Http404


def proof_picture(proof):
    """Stream the re-encoded picture: fixed type, kept by no cache, able to run nothing."""
    private = storages["private"]
    if not proof.file_name or not private.exists(proof.file_name):
        raise Http404
    response = FileResponse(private.open(proof.file_name), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="bukti-{proof.pk}.jpg"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
