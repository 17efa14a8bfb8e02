from django.db import migrations, models

from crm.reporting import live_acts, placing, revisions


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("accounts", "0004_lists_of_persons"),
        ("candidates", "0010_origin"),
        ("casework", "0012_activities_of_agreements"),
        ("employers", "0014_origin"),
        ("matching", "0013_to_look_at"),
        ("needs", "0008_scored_by_file"),
        ("partners", "0003_terms"),
        ("settlement", "0002_appointments_of_staff"),
        ("taxonomy", "0003_official_files"),
        ("territory", "0003_outlines"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="PlacedAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20)),
                ("act_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("file_id", models.BigIntegerField(db_index=True)),
                ("need_id", models.BigIntegerField(null=True)),
                ("employer_id", models.BigIntegerField()),
                ("site_id", models.BigIntegerField(null=True)),
                ("municipality_id", models.CharField(max_length=10, null=True)),
                ("mrc_id", models.CharField(max_length=10, null=True)),
                ("region_id", models.CharField(max_length=10, null=True)),
                ("written_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["employer_id", "region_id", "mrc_id", "day"],
                        condition=models.Q(("source", "decision"), _negated=True),
                        name="acts_by_employer",
                    ),
                    models.Index(
                        fields=["written_id", "employer_id", "region_id", "mrc_id", "day"],
                        condition=models.Q(("source", "decision"), _negated=True),
                        name="acts_of_a_direction",
                    ),
                    models.Index(
                        fields=["region_id", "employer_id", "mrc_id", "day"],
                        condition=models.Q(("source", "decision"), _negated=True),
                        name="acts_of_a_region",
                    ),
                    models.Index(fields=["mrc_id", "day"], name="acts_of_an_mrc"),
                    models.Index(
                        fields=["source", "day"],
                        condition=models.Q(("source", "intervention"), _negated=True),
                        name="acts_but_contacts",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "act_id"), name="act_placed_once")],
            },
        ),
        migrations.RunSQL(
            [live_acts.LIVE, *placing.FUNCTIONS, live_acts.FILL, *placing.TRIGGERS],
            [*placing.GONE],
        ),
        migrations.RunSQL([revisions.RAISE, *revisions.TRIGGERS, revisions.BEGIN], [*revisions.GONE]),
    ]
