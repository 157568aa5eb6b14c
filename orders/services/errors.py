class EnquiryRefused(Exception):
    """The act does not fit the enquiry, its day or the role; str() is Indonesian.

    field: the form field that is wrong, "" for none.
    """

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


class EnquiryKeyReused(EnquiryRefused):
    """The form was sent before with other content."""

    def __init__(self):
        super().__init__("Formulir ini sudah terkirim. Buka halaman jasanya lagi untuk yang baru.")
