from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F, IntegerField, Q, Sum, Value
from django.db.models.functions import Cast, TruncDate

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
KEYS = ("facility_id", "day", "channel", "category_id", "buyer_kind", "product_id")
FIGURES = ("orders", "units", "revenue", "refunds")
NOTHING = Value(0, output_field=IntegerField())


def write_days(apps, schema_editor):
    """Sales from before products had days of their own, summed up by the database."""
    connection = schema_editor.connection
    texts, params = [], []
    for zone in ZONES:
        for rows in (_sold(apps, zone), _paid_back(apps, zone)):
            sql, values = rows.query.sql_with_params()
            texts.append(sql)
            params += values
    keys = ", ".join(f"{name}_" for name in KEYS)
    sums = ", ".join(f"SUM({name}_)" for name in FIGURES)
    table = apps.get_model("orders", "ProductDay")._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(KEYS + FIGURES)}) "  # noqa: S608
            f"SELECT {keys}, {sums} FROM ({' UNION ALL '.join(texts)}) AS parts GROUP BY {keys}",
            params,
        )


def mark_days(apps, schema_editor):
    """The worker folds them into months and years."""
    SalesDay = apps.get_model("orders", "SalesDay")
    SalesDayMark = apps.get_model("orders", "SalesDayMark")
    days = SalesDay.objects.order_by("facility_id", "day").values_list("facility_id", "day")
    SalesDayMark.objects.bulk_create(
        (SalesDayMark(facility_id=facility_id, day=day) for facility_id, day in days.distinct()),
        batch_size=500,
    )


def _sold(apps, zone):
    lines = apps.get_model("orders", "OrderLine").objects
    paid = lines.filter(order__payment__paid_at__isnull=False)
    return _by_day(paid, "", "order__payment__paid_at", zone).annotate(
        orders_=Sum(Cast(Q(position=1), IntegerField())),
        units_=Sum("quantity"),
        revenue_=Sum(F("unit_price") * F("quantity")),
        refunds_=NOTHING,
    )


def _paid_back(apps, zone):
    back = apps.get_model("orders", "RefundLine").objects.filter(refund__state="paid")
    return _by_day(back, "line__", "refund__decided_at", zone).annotate(
        orders_=NOTHING, units_=NOTHING, revenue_=NOTHING, refunds_=Sum("amount")
    )


def _by_day(lines, path, moment, zone):
    keys = {
        "facility_id_": F(f"{path}order__facility_id"),
        "day_": TruncDate(moment, tzinfo=ZoneInfo(zone)),
        "channel_": F(f"{path}order__channel"),
        "category_id_": F(f"{path}category_id"),
        "buyer_kind_": F(f"{path}order__buyer_kind"),
        "product_id_": F(f"{path}variant__product_id"),
    }
    rows = lines.filter(**{f"{path}order__facility__timezone": zone})
    return rows.order_by().annotate(**keys).values(*keys)


def forget(apps, schema_editor):
    for name in ("SalesDayMark", "ProductDay"):
        apps.get_model("orders", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("orders", "0024_product_days_and_cells")]

    operations = [
        migrations.RunPython(write_days, forget),
        migrations.RunPython(mark_days, migrations.RunPython.noop),
    ]
