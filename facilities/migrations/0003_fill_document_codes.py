from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    facilities = apps.get_model("facilities", "Facility").objects
    facilities.filter(document_code=None).update(document_code=F("code"))


class Migration(migrations.Migration):
    dependencies = [("facilities", "0002_facility_document_code")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
