"""What has come in already is no longer looked for by its amount: a late payment whose code was
given again can be booked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_splits_of_older_orders")]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment", name="payment_open_amount_once_per_account"
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("received_amount", 0),
                    ("state__in", ["awaiting_payment", "payment_review"]),
                    ("unique_code__gt", 0),
                ),
                fields=("account_number", "amount"),
                name="payment_open_amount_once_per_account",
            ),
        ),
    ]
