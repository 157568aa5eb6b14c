from django.core.validators import RegexValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0003_fill_document_codes")]

    operations = [
        migrations.AlterField(
            model_name="facility",
            name="document_code",
            field=models.CharField(
                help_text="Bagian dari nomor surat, misalnya AMB pada KUI/AMB/2026/11/0001.",
                max_length=10,
                unique=True,
                validators=[
                    RegexValidator("^[A-Z0-9-]+$", "Hanya huruf besar, angka, dan tanda hubung.")
                ],
                verbose_name="kode surat",
            ),
        ),
    ]
