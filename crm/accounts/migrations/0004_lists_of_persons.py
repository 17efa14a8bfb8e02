from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0003_saved_views'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bulkrun',
            name='noun',
            field=models.CharField(choices=[('files', 'entreprises'), ('needs', 'besoins'), ('follow_ups', 'suivis'), ('persons', 'personnes'), ('matches', 'jumelages')], max_length=20),
        ),
        migrations.AlterField(
            model_name='listchoice',
            name='noun',
            field=models.CharField(choices=[('files', 'entreprises'), ('needs', 'besoins'), ('follow_ups', 'suivis'), ('persons', 'personnes'), ('matches', 'jumelages')], max_length=20),
        ),
        migrations.AlterField(
            model_name='savedview',
            name='noun',
            field=models.CharField(choices=[('files', 'entreprises'), ('needs', 'besoins'), ('follow_ups', 'suivis'), ('persons', 'personnes'), ('matches', 'jumelages')], max_length=20),
        ),
    ]
