from django.db import migrations, models

from crm.core.kept import keep_last


class Migration(migrations.Migration):
    dependencies = [("core", "0005_keep_last"), ("needs", "0005_drafts_and_templates")]

    operations = [
        migrations.AddField(
            "labourneed", "moved_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        keep_last(
            parent="needs_labourneed", kept="moved_at", child="needs_needmove", key="need_id", value="at"
        ),
    ]
