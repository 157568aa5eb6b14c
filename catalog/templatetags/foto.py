"""{% foto photo sizes="(min-width: 60rem) 25vw, 50vw" %} and {% foto_kecil photo %}."""

from django import template

from catalog import pictures

register = template.Library()

SMALL = 300


@register.inclusion_tag("catalog/_photo.html")
def foto(photo, sizes="100vw", eager=False, alt=None):
    """A photo in the size the page needs. eager: seen at once, so not loaded lazily.

    alt: instead of the photo's own text, "" where the words stand right beside it.
    """
    return _context(photo, pictures.sources(photo), sizes, eager, alt)


@register.inclusion_tag("catalog/_photo.html")
def foto_kecil(photo, alt=""):
    """A small one, as in a cart, beside the name of the goods."""
    return _context(photo, pictures.sources(photo, SMALL), "5rem", False, alt)


def _context(photo, sources, sizes, eager, alt):
    # The last type is the one every browser reads: it belongs to <img>.
    *better, (_, plain) = sources or [("JPEG", [])]
    return {
        "photo": photo,
        "sources": [(f"image/{kind.lower()}", _srcset(files)) for kind, files in better],
        "srcset": _srcset(plain),
        "src": plain[min(1, len(plain) - 1)][1] if plain else photo.image.url,
        "sizes": sizes,
        "eager": eager,
        "alt": photo.alt if alt is None else alt,
    }


def _srcset(files):
    return ", ".join(f"{url} {width}w" for width, url in files)
