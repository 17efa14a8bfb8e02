from django.db import migrations

from crm.core.kept import DROP_KEEP_LAST, KEEP_LAST


class Migration(migrations.Migration):
    dependencies = [("core", "0004_fold")]
    operations = [migrations.RunSQL(KEEP_LAST, DROP_KEEP_LAST)]
