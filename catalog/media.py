"""Product pictures, straight from storage: gunicorn alone suffices, nginx may take over."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

# The only names there are (pictures.photo_path and its renditions): no way out of the folder.
PHOTO_PATTERN = (
    r"(?P<name>produk/[0-9a-f]{2}/[0-9a-f]{20}(?:\.jpg|/[0-9]{2,4}w\.(?:avif|webp|jpeg)))"
)
CONTENT_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
}


@require_safe
def media(request, name):
    """A picture by its random name: never changed under that name, so kept for a year."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404("Foto tidak ada.") from None
    response = FileResponse(file, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
