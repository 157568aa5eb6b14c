"""What the shopper has put aside: rows named by a cookie, no stock held."""

from django.db import models
from django.db.models import Q

from catalog.models import Variant


class Cart(models.Model):
    """Named by a random token in a cookie; marked used in the transaction of its checkout."""

    token = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "keranjang"
        verbose_name_plural = "keranjang"

    def __str__(self):
        return f"Keranjang {self.pk}"


class CartLine(models.Model):
    """price_seen and quantity_seen: what the shopper was last shown, to tell what changed."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField("jumlah")
    price_seen = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "baris keranjang"
        verbose_name_plural = "baris keranjang"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="cart_line_quantity_positive"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.variant_id}"
