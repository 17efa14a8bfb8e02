from django.db import migrations

from crm.core.kept import keep_last


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_sorted_by_file"), ("employers", "0010_moved_and_spoken")]

    operations = [
        keep_last(
            parent="employers_employerfile",
            kept="last_contact_on",
            child="casework_intervention",
            key="file_id",
            value="occurred_on",
            condition="undone_at IS NULL AND kind IN ('visit', 'meeting', 'video', 'phone')",
        ),
    ]
