import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0004_document_code_always_there"),
        ("orders", "0003_returns_and_privacy_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentSetup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepts_qris", models.BooleanField(default=False, verbose_name="terima QRIS")),
                (
                    "qris_payload",
                    models.CharField(
                        blank=True,
                        help_text="Teks di dalam kode QRIS statis milik UPT, mulai dengan 000201.",
                        max_length=512,
                        verbose_name="isi kode QRIS",
                    ),
                ),
                (
                    "accepts_cod",
                    models.BooleanField(default=False, verbose_name="terima bayar saat diantar"),
                ),
                (
                    "cod_limit",
                    models.PositiveBigIntegerField(
                        default=500000,
                        help_text="Total pesanan di atas batas ini harus dibayar di muka.",
                        verbose_name="batas nilai bayar saat diantar (Rp)",
                    ),
                ),
                (
                    "accepts_after_handover",
                    models.BooleanField(
                        default=False, verbose_name="instansi boleh bayar setelah BAST"
                    ),
                ),
                (
                    "after_handover_days",
                    models.PositiveSmallIntegerField(
                        default=14, verbose_name="batas bayar instansi (hari sejak serah terima)"
                    ),
                ),
                (
                    "down_payment_percent",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0 berarti tidak ditawarkan.",
                        verbose_name="uang muka instansi (%)",
                    ),
                ),
            ],
            options={
                "verbose_name": "cara bayar",
                "verbose_name_plural": "cara bayar",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(verbose_name="jumlah (Rp)")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("proof", "Bukti diperiksa"),
                            ("officer", "Dilihat petugas"),
                            ("statement", "Mutasi bank"),
                            ("gateway", "Penyedia pembayaran"),
                            ("counter", "Diterima tunai"),
                        ],
                        max_length=10,
                        verbose_name="diketahui dari",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="rujukan")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="catatan")),
                ("received_at", models.DateTimeField(verbose_name="diterima")),
            ],
            options={
                "verbose_name": "uang masuk",
                "verbose_name_plural": "uang masuk",
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "goods_amount",
                    models.PositiveBigIntegerField(default=0, verbose_name="untuk barang (Rp)"),
                ),
                (
                    "other_amount",
                    models.PositiveBigIntegerField(
                        default=0, verbose_name="untuk ongkir dan lain-lain (Rp)"
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(verbose_name="jumlah (Rp)")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Menunggu petugas kedua"),
                            ("paid", "Sudah dikembalikan"),
                            ("refused", "Tidak jadi"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="alasan")),
                ("requested_at", models.DateTimeField(verbose_name="diminta")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="keterangan keputusan"
                    ),
                ),
                (
                    "paid_on",
                    models.DateField(blank=True, null=True, verbose_name="dikembalikan pada"),
                ),
                (
                    "how",
                    models.CharField(blank=True, max_length=200, verbose_name="cara pengembalian"),
                ),
            ],
            options={
                "verbose_name": "pengembalian dana",
                "verbose_name_plural": "pengembalian dana",
                "ordering": ["-requested_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="jumlah")),
                ("amount", models.PositiveBigIntegerField(verbose_name="rupiah")),
            ],
            options={
                "verbose_name": "barang yang dikembalikan dananya",
                "verbose_name_plural": "barang yang dikembalikan dananya",
            },
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_open_amount_once_per_account",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_paid_has_moment",
        ),
        migrations.AddField(
            model_name="payment",
            name="down_payment",
            field=models.PositiveBigIntegerField(default=0, verbose_name="uang muka (Rp)"),
        ),
        migrations.AddField(
            model_name="payment",
            name="merchant_payload",
            field=models.CharField(blank=True, max_length=512, verbose_name="QRIS"),
        ),
        migrations.AddField(
            model_name="payment",
            name="received_amount",
            field=models.PositiveBigIntegerField(default=0, verbose_name="uang masuk (Rp)"),
        ),
        migrations.AddField(
            model_name="payment",
            name="refunded_amount",
            field=models.PositiveBigIntegerField(default=0, verbose_name="dikembalikan (Rp)"),
        ),
        migrations.AlterField(
            model_name="payment",
            name="method",
            field=models.CharField(
                choices=[
                    ("bank_transfer", "Transfer bank"),
                    ("pay_at_pickup", "Bayar di galeri"),
                    ("cash", "Tunai"),
                    ("qris", "QRIS"),
                    ("midtrans", "Bayar lewat Midtrans"),
                    ("xendit", "Bayar lewat Xendit"),
                    ("cod", "Bayar saat diantar"),
                    ("after_handover", "Bayar setelah BAST"),
                    ("down_payment", "Uang muka"),
                ],
                max_length=15,
                verbose_name="cara bayar",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("awaiting_payment", "Menunggu Pembayaran"),
                    ("payment_review", "Menunggu Verifikasi"),
                    ("partly_paid", "Uang Muka Diterima"),
                    ("paid", "Dibayar"),
                    ("void", "Tidak Jadi Dibayar"),
                    ("refund_pending", "Menunggu Pengembalian Dana"),
                    ("refunded", "Dana Dikembalikan"),
                ],
                default="awaiting_payment",
                max_length=20,
                verbose_name="keadaan",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["awaiting_payment", "payment_review"]), ("unique_code__gt", 0)
                ),
                fields=("account_number", "amount"),
                name="payment_open_amount_once_per_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    ("paid_at__isnull", False),
                    _connector="OR",
                ),
                name="payment_paid_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("refunded_amount__lte", models.F("received_amount"))),
                name="payment_refunds_within_receipts",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("down_payment__lt", models.F("amount"))),
                name="payment_down_payment_is_a_part",
            ),
        ),
        migrations.AddField(
            model_name="paymentsetup",
            name="facility",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="payment_setup",
                to="facilities.facility",
                verbose_name="UPT",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="oleh",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="orders.payment",
                verbose_name="pembayaran",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diputus oleh",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="orders.order",
                verbose_name="pesanan",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="requested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diminta oleh",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_lines",
                to="orders.orderline",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="refund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.refund",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentsetup",
            constraint=models.CheckConstraint(
                condition=models.Q(("down_payment_percent__lt", 100)),
                name="payment_setup_percent_is_a_part",
                violation_error_message="Uang muka harus di bawah 100%.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentsetup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepts_qris", False),
                    models.Q(("qris_payload", ""), _negated=True),
                    _connector="OR",
                ),
                name="payment_setup_qris_has_payload",
                violation_error_message="Isi kode QRIS sebelum menyalakannya.",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="receipt_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("payment", "reference"),
                name="receipt_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            models.F("goods_amount"), "+", models.F("other_amount")
                        ),
                    ),
                    ("amount__gt", 0),
                ),
                name="refund_amount_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("requested_by__isnull", True),
                    models.Q(("decided_by", models.F("requested_by")), _negated=True),
                    _connector="OR",
                ),
                name="refund_needs_second_officer",
                violation_error_message="Pengembalian dana diputus oleh petugas kedua.",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "requested")),
                    models.Q(("decided_at__isnull", False), ("state__in", ["paid", "refused"])),
                    _connector="OR",
                ),
                name="refund_decided_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "requested")),
                fields=("order",),
                name="refund_one_open_per_order",
                violation_error_message="Masih ada pengembalian dana yang menunggu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.UniqueConstraint(fields=("refund", "line"), name="refund_line_once"),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="refund_line_has_pieces"
            ),
        ),
    ]
