"""Photos say whether a face is seen, and are known by their content."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_fill_goods_and_returns")]

    operations = [
        # Photos from before the question came in under the rule "goods only, no person": they
        # stay shown. Every later one begins without an answer.
        migrations.AddField(
            model_name="productphoto",
            name="has_face",
            field=models.BooleanField(default=False, null=True, verbose_name="wajah terlihat"),
        ),
        migrations.AlterField(
            model_name="productphoto",
            name="has_face",
            field=models.BooleanField(default=None, null=True, verbose_name="wajah terlihat"),
        ),
        migrations.AlterField(
            model_name="productphoto",
            name="alt",
            field=models.CharField(
                blank=True,
                help_text="Apa yang terlihat, untuk pembaca yang tidak dapat melihatnya.",
                max_length=200,
                verbose_name="keterangan gambar",
            ),
        ),
        migrations.AddField(
            model_name="productphoto",
            name="digest",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="productphoto",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("product", "digest"),
                name="product_photo_once",
                violation_error_message="Foto ini sudah ada.",
            ),
        ),
    ]
