from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_category_goods")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="resumes_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="dijual lagi mulai"
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="returned_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="dikembalikan"
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="returned_by",
            field=models.CharField(
                blank=True, editable=False, max_length=100, verbose_name="dikembalikan oleh"
            ),
        ),
    ]
