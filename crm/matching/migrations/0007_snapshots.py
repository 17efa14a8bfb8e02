from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("matching", "0006_matching_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("taxonomy", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("seen_since", models.DateTimeField()),
                ("taken_at", models.DateTimeField()),
                ("persons", models.PositiveIntegerField()),
                ("needs", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-taken_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="least",
            field=models.JSONField(
                default=dict, help_text="By verdict of which no more are kept: the lowest score kept."
            ),
        ),
    ]
