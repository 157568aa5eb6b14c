"""Summaries that come by e-mail: who wants which, and which were sent."""

from django.db import models

from facilities.models import User


class ReportSubscription(models.Model):
    """What one person wants by e-mail; no row: nothing. orders/reports/letters/ alone writes it."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Setiap Senin"
        MONTHLY = "monthly", "Setiap tanggal 1"
        BOTH = "both", "Keduanya"

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="report_subscription", verbose_name="akun"
    )
    rhythm = models.CharField("kapan", max_length=10, choices=Rhythm.choices)
    # Nothing that fell due before is sent.
    since = models.DateTimeField("sejak")

    class Meta:
        verbose_name = "langganan laporan"
        verbose_name_plural = "langganan laporan"

    def __str__(self):
        return f"{self.user}, {self.get_rhythm_display()}"


class ReportLetter(models.Model):
    """One summary for one person about one week or month; its row is made with its letter."""

    class Kind(models.TextChoices):
        WEEKLY = "weekly", "Mingguan"
        MONTHLY = "monthly", "Bulanan"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="akun")
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    # First day of the week or month it tells about.
    start = models.DateField("mulai")
    at = models.DateTimeField("waktu")
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)

    class Meta:
        verbose_name = "surel laporan"
        verbose_name_plural = "surel laporan"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "start"], name="report_letter_once")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.start}, {self.user}"
