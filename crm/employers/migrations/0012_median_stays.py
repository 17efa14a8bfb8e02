import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0011_member_rights"), ("territory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MedianStays",
            fields=[
                (
                    "direction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="territory.direction",
                    ),
                ),
                ("counted_on", models.DateField()),
                ("stays", models.JSONField(default=dict)),
            ],
        ),
    ]
