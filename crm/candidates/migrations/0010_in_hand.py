from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0009_moved"), ("territory", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "candidate",
            models.Index(
                condition=models.Q(("stage", "closed"), _negated=True),
                fields=["direction", "id"],
                include=("registered_on",),
                name="candidate_in_hand",
            ),
        )
    ]
