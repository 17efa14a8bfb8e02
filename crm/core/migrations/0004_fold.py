"""`passerelle_fold`: in SQL what crm.core.text.fold does, so that a column typed by people can be indexed folded."""

from django.db import migrations

FOLD = r"""
CREATE FUNCTION passerelle_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, $1)), '[^a-z0-9]+', ' ', 'g'))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_official_files")]
    operations = [migrations.RunSQL(FOLD, "DROP FUNCTION passerelle_fold(text)")]
