import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0005_second_factor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("facility_head", "Kepala UPT"),
                            ("facility_manager", "Kasi Giatja"),
                            ("facility_staff", "Staf Bimbingan Kerja"),
                            ("treasurer", "Bendahara Penerimaan"),
                            ("regional_viewer", "Pejabat Kanwil"),
                            ("national_viewer", "Pejabat Ditjenpas"),
                        ],
                        max_length=20,
                        verbose_name="jabatan",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                ("invited_at", models.DateTimeField(verbose_name="diundang")),
                ("expires_at", models.DateTimeField(verbose_name="berlaku sampai")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="diterima"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ditarik"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="akun",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="facilities.facility",
                        verbose_name="UPT",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diundang oleh",
                    ),
                ),
                (
                    "regional_office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="facilities.regionaloffice",
                        verbose_name="Kanwil",
                    ),
                ),
            ],
            options={
                "verbose_name": "undangan",
                "verbose_name_plural": "undangan",
                "ordering": ["-invited_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="invitation_ends_one_way",
                    )
                ],
            },
        ),
    ]
