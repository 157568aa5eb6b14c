from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_variant_barcode")]

    operations = [
        migrations.AddField(
            model_name="productionbatch",
            name="material_cost",
            field=models.PositiveBigIntegerField(
                blank=True, null=True, verbose_name="biaya bahan (Rp)"
            ),
        ),
    ]
