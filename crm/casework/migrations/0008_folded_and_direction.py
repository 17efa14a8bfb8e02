import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_spoken"),
        ("core", "0004_fold"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "followup",
            "folded_text",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("text"), function="passerelle_fold", output_field=models.CharField()
                ),
                output_field=models.CharField(max_length=600),
            ),
        ),
        migrations.AddField(
            "followup",
            "direction",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.direction",
            ),
        ),
        migrations.AddIndex(
            "followup",
            django.contrib.postgres.indexes.GinIndex(
                fields=["folded_text"], name="follow_up_text_trigram", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex("followup", models.Index(fields=["due_on", "id"], name="follow_ups_by_day")),
    ]
