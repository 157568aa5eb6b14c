class SheetRefused(Exception):
    """The file or the act is refused as a whole. str() says why, in Indonesian, to the officer."""
