class ReturnNotAllowed(Exception):
    """The step does not fit the request, the order or the role; str() is Indonesian."""
