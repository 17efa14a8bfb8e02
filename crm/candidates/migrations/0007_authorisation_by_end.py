from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0006_finding")]

    operations = [
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(fields=["may_work_until"], name="authorisation_by_end"),
        ),
    ]
