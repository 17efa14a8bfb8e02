from django.db import migrations, models

from crm.core.kept import keep_last


class Migration(migrations.Migration):
    dependencies = [("core", "0005_keep_last"), ("matching", "0011_path_steps")]

    operations = [
        migrations.AddField(
            "match", "moved_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        keep_last(
            parent="matching_match", kept="moved_at", child="matching_matchmove", key="match_id", value="at"
        ),
    ]
