from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0012_median_stays")]

    operations = [
        migrations.AddIndex(
            "employer", models.Index(fields=["id"], include=["folded_name"], name="employer_key_and_name")
        )
    ]
