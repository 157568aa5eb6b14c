class PrivacyNotAllowed(Exception):
    """The request cannot be taken or carried out; str() says why, in Indonesian."""
