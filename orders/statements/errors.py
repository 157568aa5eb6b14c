class StatementRefused(Exception):
    """The file cannot be taken as a bank statement; str() says why, in Indonesian."""
