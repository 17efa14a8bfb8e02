"""The three extensions that the product leans on: folding, trigram search, ranges of dates that may not overlap."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [UnaccentExtension(), TrigramExtension(), BtreeGistExtension()]
