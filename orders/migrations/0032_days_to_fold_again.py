from django.db import migrations


def mark_days(apps, schema_editor):
    """The worker folds every day again, now that products are also told apart by channel."""
    SalesDay = apps.get_model("orders", "SalesDay")
    SalesDayMark = apps.get_model("orders", "SalesDayMark")
    days = SalesDay.objects.order_by("facility_id", "day").values_list("facility_id", "day")
    SalesDayMark.objects.bulk_create(
        (SalesDayMark(facility_id=facility_id, day=day) for facility_id, day in days.distinct()),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0031_product_cells_by_channel_and_buyer")]

    operations = [migrations.RunPython(mark_days, migrations.RunPython.noop)]
