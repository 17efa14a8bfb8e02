"""The sources of the rules of what is sent, in both languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_return_profiles")]

    operations = [
        migrations.RenameField("sendingrule", "source", "source_fr"),
        migrations.AddField("sendingrule", "source_en", models.CharField(blank=True, max_length=300)),
    ]
