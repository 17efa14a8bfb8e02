from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0009_moved'),
        ('casework', '0010_open_by_day'),
        ('employers', '0012_median_stays'),
        ('territory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['candidate', 'due_on'], name='follow_ups_of_a_person'),
        ),
    ]
