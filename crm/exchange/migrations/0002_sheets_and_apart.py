"""Which sheet of a workbook is read, and the lines that are no doubles though they look so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddField("import", "apart", models.JSONField(default=list)),
        migrations.AddField(
            "import", "sheet", models.CharField(blank=True, max_length=100, verbose_name="feuille")
        ),
        migrations.AddField("import", "sheets", models.JSONField(default=list)),
    ]
