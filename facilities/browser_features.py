"""What a page may ask of the browser. Nothing, except the camera where codes are scanned."""

from functools import wraps

# The site uses none of these, so no script that ever slipped in can.
CLOSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)


def permissions_policy(*own: str) -> str:
    """The header's value. own: features that pages of this site may use here, others still not."""
    return ", ".join(f"{name}=({'self' if name in own else ''})" for name in CLOSED)


def camera_page(view):
    """A page on which an officer may scan a code with the phone's own camera."""

    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Permissions-Policy"] = permissions_policy("camera")
        return response

    return page
