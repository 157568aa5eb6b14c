from django.db import migrations, models


class Migration(migrations.Migration):
    """A report of what lies there must not walk through what ever moved."""

    dependencies = [("catalog", "0020_product_e_catalogue_address")]

    operations = [
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["variant", "location", "id"], name="movement_last_at_level"),
        ),
        migrations.RemoveIndex(model_name="stockmovement", name="movement_by_level"),
        migrations.AddIndex(
            model_name="productionbatch",
            index=models.Index(
                condition=models.Q(("remaining__gt", 0)),
                fields=["variant", "location"],
                name="batch_lying",
            ),
        ),
    ]
