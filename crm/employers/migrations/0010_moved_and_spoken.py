from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from crm.core.kept import keep_last


class Migration(migrations.Migration):
    dependencies = [("core", "0005_keep_last"), ("employers", "0009_finding")]

    operations = [
        migrations.AddIndex(
            "employer",
            GinIndex(
                condition=models.Q(("merged_into", None), ("neq", None)),
                fields=["folded_name"],
                name="employer_numberless_trigram",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        migrations.AddField(
            "employerfile", "moved_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "employerfile", "last_contact_on", models.DateField(blank=True, editable=False, null=True)
        ),
        keep_last(
            parent="employers_employerfile",
            kept="moved_at",
            child="employers_filemove",
            key="file_id",
            value="at",
        ),
    ]
