from django.db import migrations, models

from crm.core.kept import keep_last


class Migration(migrations.Migration):
    dependencies = [("core", "0005_keep_last"), ("candidates", "0008_profile_edit")]

    operations = [
        migrations.AddField(
            "candidate", "moved_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        keep_last(
            parent="candidates_candidate",
            kept="moved_at",
            child="candidates_candidatemove",
            key="candidate_id",
            value="at",
        ),
    ]
