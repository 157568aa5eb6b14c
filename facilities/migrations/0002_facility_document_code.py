from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="document_code",
            field=models.CharField(
                max_length=10, null=True, unique=True, verbose_name="kode surat"
            ),
        ),
    ]
