from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("candidates", "0003_officer_decided_by"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["updated_at"], name="candidate_by_change"),
        ),
    ]
