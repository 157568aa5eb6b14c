class SaleRefused(Exception):
    """The sale, its undoing or the shift is not possible like this; str() is Indonesian.

    field: which of the things typed is wrong, "" for the whole.
    """

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


class SaleKeyReused(SaleRefused):
    """This form, or device number, has already made another sale.

    sale: the DirectSale it made.
    """

    def __init__(self, sale):
        super().__init__(
            f"Formulir ini sudah tercatat sebagai nota {sale.number}. Mulai nota baru."
        )
        self.sale = sale


class PriceChanged(SaleRefused):
    """The sum is not the one the cashier saw."""

    def __init__(self, total: str):
        super().__init__(f"Harganya berubah: totalnya kini {total}. Sampaikan kepada pembeli.")
