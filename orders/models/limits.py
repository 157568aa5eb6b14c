"""Shared counters for rate limits: in the database, so every process counts together."""

from django.db import models


class RateCounter(models.Model):
    """Hits of one key (a hash, never an address in clear) in one window of time."""

    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "penghitung batas"
        verbose_name_plural = "penghitung batas"
        constraints = [
            models.UniqueConstraint(fields=["key", "window_start"], name="rate_counter_once")
        ]

    def __str__(self):
        return f"{self.key[:8]}… {self.hits}"
