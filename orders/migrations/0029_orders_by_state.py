from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0028_report_letters")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state", "facility"], name="order_by_state"),
        ),
    ]
