"""The product of the day."""

from django.db import models

from facilities.access import ScopedQuerySet, scope_of
from facilities.audited import AuditedModel, Watch

from .products import Product


class FeatureQuerySet(ScopedQuerySet):
    facility_path = "product__facility"
    officials_read = True

    def visible_to(self, user, *, subject=""):
        if scope_of(user).is_official:
            return self
        return super().visible_to(user, subject=subject)


class Feature(AuditedModel):
    """One Day One Prison's Product: which product a day belongs to."""

    watch = Watch("state")

    day = models.DateField("hari", unique=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="features", verbose_name="produk"
    )
    headline = models.CharField("judul", max_length=80, blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = "produk hari ini"
        verbose_name_plural = "produk hari ini"
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day}: {self.product}"
