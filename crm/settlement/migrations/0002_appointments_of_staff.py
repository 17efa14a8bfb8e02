from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["staff", "starts_at"], name="appointments_of_staff"),
        ),
    ]
