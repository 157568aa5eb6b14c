"""Categories that exist learn their kind from their products; old notes get their moment."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    Category = apps.get_model("catalog", "Category")
    Product = apps.get_model("catalog", "Product")
    with_others = Product.objects.filter(is_food=False).values("category")
    foods = Product.objects.filter(is_food=True).exclude(category__in=with_others)
    Category.objects.filter(pk__in=foods.values("category")).update(goods="pangan")
    Category.objects.filter(slug__startswith="mebel").update(goods="mebel")
    Category.objects.filter(slug="pakaian").update(goods="pakaian")
    returned = Product.objects.filter(status="draf").exclude(review_note="")
    returned.update(returned_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_product_pause_and_return")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
