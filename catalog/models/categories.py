"""What kinds of goods there are."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from facilities.audited import AuditedModel, Watch


class Category(AuditedModel):
    """Two levels: groups (parent empty) and the categories products belong to."""

    watch = Watch("setting")

    class Goods(models.TextChoices):
        """What kind of thing it is: the product form asks for what such a thing needs."""

        PLAIN = "umum", "Umum"
        FOOD = "pangan", "Pangan: dengan label"
        CLOTHES = "pakaian", "Pakaian: dengan ukuran S sampai XXL"
        FURNITURE = "mebel", "Mebel: dengan panjang, lebar, dan tinggi"

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="kelompok", limit_choices_to={"parent": None},
    )  # fmt: skip
    name = models.CharField("nama", max_length=60)
    slug = models.SlugField("alamat pendek", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    goods = models.CharField(
        "isian produknya", max_length=10, choices=Goods.choices, default=Goods.PLAIN,
        help_text="Menentukan apa yang ditanyakan di formulir produk kategori ini.",
    )  # fmt: skip

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategori"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")) | Q(parent__isnull=True),
                name="category_not_its_own_parent",
                violation_error_message="Kategori tidak boleh menjadi kelompoknya sendiri.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("catalog:category_detail", args=[self.slug])
