from django.db import migrations, models

SCORED = ("submitted", "to_qualify", "open", "presenting")


class Migration(migrations.Migration):
    dependencies = [("needs", "0007_pauses_and_change_drafts")]

    operations = [
        migrations.AddIndex(
            "labourneed",
            models.Index(
                fields=["file"], condition=models.Q(("stage__in", SCORED)), name="need_scored_by_file"
            ),
        )
    ]
