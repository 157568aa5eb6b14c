from django.db import migrations

OUTSIDE = ("lokapasar", "whatsapp", "ekatalog")


def name_them(apps, schema_editor):
    """Orders of other channels from before: our own number stands for the channel's, no fee."""
    Order = apps.get_model("orders", "Order")
    ChannelSale = apps.get_model("orders", "ChannelSale")
    rows = Order.objects.filter(channel__in=OUTSIDE, channel_sale=None).order_by("pk")
    ChannelSale.objects.bulk_create(
        [
            ChannelSale(
                order_id=order.pk, facility_id=order.facility_id, channel=order.channel,
                reference=order.number, fee=0,
            )
            for order in rows.only("pk", "facility_id", "channel", "number")
        ],
        batch_size=500,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_channel_sales")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
