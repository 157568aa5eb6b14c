from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_movement_sample")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="goods",
            field=models.CharField(
                choices=[
                    ("umum", "Umum"),
                    ("pangan", "Pangan: dengan label"),
                    ("pakaian", "Pakaian: dengan ukuran S sampai XXL"),
                    ("mebel", "Mebel: dengan panjang, lebar, dan tinggi"),
                ],
                default="umum",
                help_text="Menentukan apa yang ditanyakan di formulir produk kategori ini.",
                max_length=10,
                verbose_name="isian produknya",
            ),
        ),
    ]
