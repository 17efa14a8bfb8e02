from django.db import migrations

TAKE = """
CREATE FUNCTION passerelle_follow_up_direction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Held until the row is written for good: whoever moves the file meanwhile waits, then takes the row along.
    IF NEW.file_id IS NOT NULL THEN
        SELECT direction_id INTO NEW.direction_id FROM employers_employerfile WHERE id = NEW.file_id FOR KEY SHARE;
    ELSE
        SELECT direction_id INTO NEW.direction_id FROM candidates_candidate WHERE id = NEW.candidate_id FOR KEY SHARE;
    END IF;
    RETURN NEW;
END $$
"""
TAKEN = """
CREATE TRIGGER casework_followup_direction
BEFORE INSERT OR UPDATE OF file_id, candidate_id, direction_id ON casework_followup
FOR EACH ROW EXECUTE FUNCTION passerelle_follow_up_direction()
"""
WAIT = """
CREATE FUNCTION passerelle_direction_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT 1 FROM %I WHERE id = $1 FOR UPDATE', TG_TABLE_NAME) USING OLD.id;
    RETURN NEW;
END $$
"""
FOLLOW = """
CREATE FUNCTION passerelle_direction_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE casework_followup SET direction_id = $1 WHERE %I = $2', TG_ARGV[0])
        USING NEW.direction_id, NEW.id;
    RETURN NULL;
END $$
"""
_MOVED = """
CREATE TRIGGER {table}_direction_{when} {when} UPDATE OF direction_id ON {table}
FOR EACH ROW WHEN (OLD.direction_id IS DISTINCT FROM NEW.direction_id)
EXECUTE FUNCTION passerelle_direction_{function}('{key}')
"""
PARENTS = (("employers_employerfile", "file_id"), ("candidates_candidate", "candidate_id"))
TRIGGERS = [
    _MOVED.format(table=table, key=key, when=when, function=function)
    for table, key in PARENTS
    for when, function in (("BEFORE", "changes"), ("AFTER", "changed"))
]
GONE = [
    *(
        f"DROP TRIGGER {table}_direction_{when} ON {table}"
        for table, _key in PARENTS
        for when in ("before", "after")
    ),
    "DROP TRIGGER casework_followup_direction ON casework_followup",
    "DROP FUNCTION passerelle_direction_changed()",
    "DROP FUNCTION passerelle_direction_changes()",
    "DROP FUNCTION passerelle_follow_up_direction()",
]
#: Every row is written once, by the trigger itself.
FILL = "UPDATE casework_followup SET direction_id = NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0001_initial"),
        ("casework", "0008_folded_and_direction"),
        ("employers", "0001_initial"),
    ]

    operations = [migrations.RunSQL([TAKE, TAKEN, WAIT, FOLLOW, *TRIGGERS, FILL], GONE)]
