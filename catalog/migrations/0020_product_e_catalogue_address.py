import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0019_movements_by_time")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="ekatalog_url",
            field=models.CharField(
                blank=True,
                help_text="Bila produk ini tayang di e-Katalog LKPP, sendiri atau lewat mitra.",
                max_length=200,
                validators=[
                    django.core.validators.URLValidator(
                        ["https"], message="Tulis alamat lengkap yang diawali https://."
                    )
                ],
                verbose_name="alamat di e-Katalog",
            ),
        ),
    ]
