class StepNotAllowed(Exception):
    """The step does not fit role or states, or lacks something; str() is Indonesian."""
