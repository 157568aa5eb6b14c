class FileRefused(ValueError):
    """The report does not fit this kind of file; str() says in Indonesian what to do."""
