from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0009_moved'),
        ('matching', '0012_moved'),
        ('needs', '0007_pauses_and_change_drafts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('stage', 'proposed'), models.Q(('verdict', 'inadmissible'), _negated=True)), fields=['need', 'candidate', 'verdict', 'score', 'tie', 'id'], name='matches_to_look_at'),
        ),
    ]
