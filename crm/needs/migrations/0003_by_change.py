from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("needs", "0002_edits_and_links"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="labourneed",
            index=models.Index(fields=["updated_at"], name="need_by_change"),
        ),
    ]
