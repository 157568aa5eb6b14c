"""Movements of a facility's bank account, as its treasurer downloads them. docs/rules/statements.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from facilities.access import ScopedQuerySet
from facilities.audited import AuditedModel, Watch
from facilities.models import Facility

from .money import Receipt
from .payments import Payment


class StatementMapping(AuditedModel):
    """Which column of the bank's file says what, confirmed once for an account.

    Columns count from 0; null: the file has none. header: the folded titles by which the same
    layout is known again; a file with other titles asks the officer anew.
    """

    watch = Watch("setting", without=frozenset({"header"}))

    class Style(models.TextChoices):
        SIGNED = "signed", "Satu kolom jumlah; tanda atau CR/DB di dalamnya"
        MARKED = "marked", "Satu kolom jumlah; CR/DB di kolom lain"
        TWO_COLUMNS = "two_columns", "Dua kolom: uang masuk dan uang keluar"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="statement_mappings", verbose_name="UPT"
    )
    account_number = models.CharField("nomor rekening", max_length=30)
    header = models.JSONField("judul kolom", default=list)
    day_column = models.PositiveSmallIntegerField("kolom tanggal")
    text_columns = models.JSONField("kolom keterangan", default=list)
    style = models.CharField("cara menulis jumlah", max_length=12, choices=Style.choices)
    amount_column = models.PositiveSmallIntegerField("kolom jumlah", null=True, blank=True)
    mark_column = models.PositiveSmallIntegerField("kolom CR/DB", null=True, blank=True)
    credit_column = models.PositiveSmallIntegerField("kolom uang masuk", null=True, blank=True)
    debit_column = models.PositiveSmallIntegerField("kolom uang keluar", null=True, blank=True)
    balance_column = models.PositiveSmallIntegerField("kolom saldo", null=True, blank=True)
    month_first = models.BooleanField("bulan ditulis sebelum hari", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dipastikan oleh",
    )  # fmt: skip
    confirmed_at = models.DateTimeField("dipastikan")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "susunan kolom mutasi"
        verbose_name_plural = "susunan kolom mutasi"
        ordering = ["facility", "account_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "account_number"], name="statement_mapping_once"
            ),
            models.CheckConstraint(
                condition=Q(style="signed", amount_column__isnull=False)
                | Q(style="marked", amount_column__isnull=False, mark_column__isnull=False)
                | Q(style="two_columns", credit_column__isnull=False, debit_column__isnull=False),
                name="statement_mapping_names_the_money",
            ),
        ]

    def __str__(self):
        return f"Susunan mutasi {self.account_number}"


class BankStatement(models.Model):
    """One file of movements. Its text is kept only until its columns are known.

    repeated: rows that an earlier file brought already; debits: rows of money that went out;
    problems: [line of the file, what is wrong], never dropped silently.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Menunggu susunan kolom"
        READ = "read", "Sudah dibaca"

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="bank_statements", verbose_name="UPT"
    )
    bank_name = models.CharField("bank", max_length=40, blank=True)
    account_number = models.CharField("nomor rekening", max_length=30)
    file_name = models.CharField("nama berkas", max_length=100)
    state = models.CharField("keadaan", max_length=5, choices=State.choices, default=State.DRAFT)
    content = models.TextField(blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="dikirim oleh",
    )  # fmt: skip
    uploaded_at = models.DateTimeField("dikirim")
    first_day = models.DateField("dari", null=True, blank=True)
    last_day = models.DateField("sampai", null=True, blank=True)
    repeated = models.PositiveIntegerField("sudah pernah diimpor", default=0)
    debits = models.PositiveIntegerField("uang keluar", default=0)
    problems = models.JSONField("tidak terbaca", default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "mutasi rekening"
        verbose_name_plural = "mutasi rekening"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(content=""), name="bank_statement_text_forgotten"
            ),
        ]

    def __str__(self):
        return f"{self.bank_name} {self.account_number}, {self.file_name}".strip()

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class StatementLineQuerySet(ScopedQuerySet):
    facility_path = "statement__facility"


class StatementLine(models.Model):
    """Money that came in, once: fingerprint (facility, account, day, amount, text, balance,
    occurrence) is unique, so the same row of a second file is refused by the database.

    receipt: what it became, or the receipt an officer had booked by hand from it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Belum diputuskan"
        BOOKED = "booked", "Dibukukan"
        DISMISSED = "dismissed", "Bukan pesanan"

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="lines", verbose_name="mutasi"
    )
    number = models.PositiveIntegerField("baris berkas")
    day = models.DateField("tanggal")
    amount = models.PositiveBigIntegerField("jumlah (Rp)")
    sen = models.PositiveSmallIntegerField("sen", default=0)
    text = models.CharField("keterangan bank", max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField("keadaan", max_length=9, choices=State.choices, default=State.OPEN)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_lines",
        verbose_name="pembayaran",
    )  # fmt: skip
    receipt = models.OneToOneField(
        Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_line",
        verbose_name="uang masuk",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diputuskan oleh",
    )  # fmt: skip
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    reason = models.CharField("alasan", max_length=200, blank=True)

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = "baris mutasi"
        verbose_name_plural = "baris mutasi"
        ordering = ["day", "number", "pk"]
        indexes = [
            models.Index(
                fields=["statement"], condition=Q(state="open"), name="statement_line_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sen__lte=99), name="statement_line_sen"),
            models.CheckConstraint(
                condition=Q(state="open", payment=None, receipt=None, decided_at=None)
                | Q(
                    state="booked", payment__isnull=False, receipt__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state="dismissed", payment=None, receipt=None, decided_at__isnull=False)
                & ~Q(reason=""),
                name="statement_line_decided_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.day} {self.amount}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
