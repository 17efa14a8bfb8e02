from django.db import migrations, models
from django.db.models import F, Max, Q


def close_those_set_aside(apps, _schema_editor):
    """A profile whose pair was set aside after it was shown is proposed no more."""
    Presentation = apps.get_model("matching", "Presentation")
    aside = Presentation.objects.filter(undone_at=None).annotate(
        aside_at=Max(
            "match__moves__at",
            filter=Q(match__moves__to_stage="set_aside", match__moves__at__gte=F("created_at")),
        )
    )
    for presentation in aside.exclude(aside_at=None).iterator():
        presentation.closed_at = presentation.aside_at
        presentation.save(update_fields=["closed_at"])


class Migration(migrations.Migration):

    dependencies = [
        ("matching", "0003_identity_and_undo"),
    ]

    operations = [
        migrations.AddField(
            model_name="presentation",
            name="closed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The pair was set aside: it was shown, and is proposed no more.",
                null=True,
            ),
        ),
        migrations.RunPython(close_those_set_aside, migrations.RunPython.noop),
    ]
