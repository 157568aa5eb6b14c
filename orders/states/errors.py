class StepNotAllowed(Exception):
    """The step does not fit role or states, or lacks something; str() is Indonesian.

    field: which of the things the step asks for is wrong, "" for the step as a whole.
    """

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field
