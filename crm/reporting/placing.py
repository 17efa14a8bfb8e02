"""The rows of `reporting_liveact`, kept by triggers as they are written: the SQL that a migration installs.

So a count over a million contacts takes milliseconds.

Whoever writes an act holds its file for key share until the end; whoever changes where acts of a file count holds it
for update: of two at once, the second sees what the first wrote.
"""

from __future__ import annotations

from crm.reporting.live_acts import COLUMNS

#: Each source of acts: its table, the columns that decide, and how its rows lead to a need.
SOURCES = {
    "intervention": ("casework_intervention", "file_id, site_id, kind, occurred_on, undone_at", ""),
    "diagnosis": ("employers_diagnosis", "file_id, completed_on", ""),
    "need_move": ("needs_needmove", "need_id, from_stage, to_stage, at, undone_at", "need"),
    "presentation": ("matching_presentation", "match_id, presented_on, undone_at", "match"),
    "match_move": ("matching_matchmove", "match_id, to_stage, occurred_on, undone_at", "match"),
    "placement": ("matching_placement", "need_id, confirmed_on, undone_at", "need"),
    "decision": ("matching_decision", "match_id, kind, at", "match"),
}
# What the statement touched is written again from the view.
ACTS_CHANGED = f"""
CREATE FUNCTION passerelle_acts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    origin text := TG_ARGV[0];
    deciding text := TG_ARGV[1];
    led_by text := TG_ARGV[2];
    touched bigint[];
    files bigint[];
    held bigint[] := '{{}}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO touched FROM added;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id) INTO touched FROM removed;
    ELSE
        EXECUTE format(
            'SELECT array_agg(added.id) FROM added JOIN removed USING (id) WHERE ROW(%s) IS DISTINCT FROM ROW(%s)',
            'added.' || replace(deciding, ', ', ', added.'), 'removed.' || replace(deciding, ', ', ', removed.'))
        INTO touched;
    END IF;
    IF touched IS NULL THEN
        RETURN NULL;
    END IF;
    -- A need may change files while its file is awaited: then that one is held too.
    LOOP
        EXECUTE format(
            'SELECT array_agg(DISTINCT file_id) FROM %I act ' || CASE led_by
                WHEN 'match' THEN 'JOIN matching_match pair ON pair.id = act.match_id'
                    ' JOIN needs_labourneed need ON need.id = pair.need_id'
                WHEN 'need' THEN 'JOIN needs_labourneed need ON need.id = act.need_id'
                ELSE '' END || ' WHERE act.id = ANY($1)', TG_TABLE_NAME)
        INTO files USING touched;
        EXIT WHEN files IS NULL OR files <@ held;
        PERFORM 1 FROM employers_employerfile WHERE id = ANY(files) ORDER BY id FOR KEY SHARE;
        held := held || files;
    END LOOP;
    IF origin = 'decision' THEN
        -- A decision decides of those before it too; one that is deleted, of those that it hid.
        IF TG_OP = 'DELETE' THEN
            EXECUTE 'SELECT $1 || COALESCE(array_agg(id), ''{{}}'') FROM matching_decision'
                ' WHERE match_id IN (SELECT match_id FROM removed)' INTO touched USING touched;
        ELSE
            SELECT touched || COALESCE(array_agg(id), '{{}}') INTO touched FROM matching_decision
            WHERE id <> ALL(touched)
              AND match_id IN (SELECT match_id FROM matching_decision WHERE id = ANY(touched));
        END IF;
    END IF;
    DELETE FROM reporting_placedact WHERE source = origin AND act_id = ANY(touched);
    INSERT INTO reporting_placedact ({COLUMNS})
    SELECT {COLUMNS} FROM reporting_liveact WHERE source = origin AND act_id = ANY(touched);
    RETURN NULL;
END $$
"""  # noqa: S608

PLACE_FILES = f"""
CREATE FUNCTION passerelle_place_files(files bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF files IS NULL THEN
        RETURN;
    END IF;
    PERFORM 1 FROM employers_employerfile WHERE id = ANY(files) ORDER BY id FOR UPDATE;
    DELETE FROM reporting_placedact WHERE file_id = ANY(files);
    INSERT INTO reporting_placedact ({COLUMNS}) SELECT {COLUMNS} FROM reporting_liveact WHERE file_id = ANY(files);
END $$
"""  # noqa: S608

FILE_CHANGED = """
CREATE FUNCTION passerelle_file_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM passerelle_place_files(ARRAY[NEW.id]);
    RETURN NULL;
END $$
"""
NEED_CHANGED = """
CREATE FUNCTION passerelle_need_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM passerelle_place_files(ARRAY[OLD.file_id, NEW.file_id]);
    RETURN NULL;
END $$
"""
PAIR_CHANGED = """
CREATE FUNCTION passerelle_pair_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM passerelle_place_files(
        (SELECT array_agg(DISTINCT file_id) FROM needs_labourneed WHERE id IN (OLD.need_id, NEW.need_id)));
    RETURN NULL;
END $$
"""
# A file that is being opened is seen by whoever changes the sites of its employer, once it is written.
FILE_OPENED = """
CREATE FUNCTION passerelle_file_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM employers_employer WHERE id = NEW.employer_id FOR KEY SHARE;
    RETURN NEW;
END $$
"""
SITES_CHANGED = """
CREATE FUNCTION passerelle_sites_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sites bigint[];
    employers bigint[];
    files bigint[];
BEGIN
    IF TG_TABLE_NAME = 'employers_sitemove' THEN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT site_id) INTO sites FROM added;
        ELSIF TG_OP = 'DELETE' THEN
            SELECT array_agg(DISTINCT site_id) INTO sites FROM removed;
        ELSE
            SELECT array_agg(site_id) INTO sites
            FROM (SELECT site_id FROM added UNION SELECT site_id FROM removed) t;
        END IF;
        SELECT array_agg(DISTINCT employer_id) INTO employers FROM employers_site WHERE id = ANY(sites);
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT employer_id) INTO employers FROM added WHERE is_head_office;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT employer_id) INTO employers FROM removed;
    ELSE
        SELECT array_agg(DISTINCT site), array_agg(DISTINCT employer) INTO sites, employers FROM (
            SELECT added.id AS site, unnest(ARRAY[added.employer_id, removed.employer_id]) AS employer
            FROM added JOIN removed USING (id)
            WHERE ROW(added.employer_id, added.municipality_id, added.is_head_office)
                IS DISTINCT FROM ROW(removed.employer_id, removed.municipality_id, removed.is_head_office)) t;
    END IF;
    IF employers IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM employers_employer WHERE id = ANY(employers) ORDER BY id FOR UPDATE;
    SELECT array_agg(file) INTO files FROM (
        SELECT id AS file FROM employers_employerfile WHERE employer_id = ANY(employers)
        UNION SELECT file_id FROM casework_intervention WHERE site_id = ANY(sites)
        UNION SELECT file_id FROM needs_labourneed WHERE site_id = ANY(sites)) t;
    PERFORM passerelle_place_files(files);
    RETURN NULL;
END $$
"""
# The map itself: a municipality that joins another MRC, an MRC that joins another region.
MAP_CHANGED = """
CREATE FUNCTION passerelle_map_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reporting_placedact act SET mrc_id = place.mrc_id, region_id = mrc.region_id
    FROM territory_municipality place JOIN territory_mrc mrc ON mrc.code = place.mrc_id
    WHERE place.code = act.municipality_id
      AND (act.mrc_id, act.region_id) IS DISTINCT FROM (place.mrc_id, mrc.region_id);
    RETURN NULL;
END $$
"""
_TABLES = {
    "INSERT": "NEW TABLE AS added",
    "UPDATE": "OLD TABLE AS removed NEW TABLE AS added",
    "DELETE": "OLD TABLE AS removed",
}


def each_statement(table: str, call: str, name: str) -> list[str]:
    """Three triggers, after every insertion, update and deletion of a table."""
    return [
        f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} REFERENCING {seen}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {call}"
        for event, seen in _TABLES.items()
    ]


def each_row(table: str, columns: tuple[str, ...], call: str, name: str) -> list[str]:
    """The row is held for update when one of the columns changes, and the function called once it has."""
    when = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    change = f"UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION"
    return [
        f"CREATE TRIGGER {name}_held BEFORE {change} passerelle_direction_changes()",
        f"CREATE TRIGGER {name} AFTER {change} {call}",
    ]


OPENED = """
CREATE TRIGGER employers_employerfile_opened BEFORE INSERT ON employers_employerfile
FOR EACH ROW EXECUTE FUNCTION passerelle_file_opened()
"""
FUNCTIONS = [
    ACTS_CHANGED,
    PLACE_FILES,
    FILE_CHANGED,
    NEED_CHANGED,
    PAIR_CHANGED,
    FILE_OPENED,
    SITES_CHANGED,
    MAP_CHANGED,
]
# Triggers fire in the order of their names: those of acts hold the file before any other touches a need or a pair.
TRIGGERS = [
    *(
        statement
        for source, (table, deciding, led_by) in SOURCES.items()
        for statement in each_statement(
            table, f"passerelle_acts_changed('{source}', '{deciding}', '{led_by}')", f"acts_of_{table}"
        )
    ),
    *each_statement("employers_site", "passerelle_sites_changed()", "employers_site_placed"),
    *each_statement("employers_sitemove", "passerelle_sites_changed()", "employers_sitemove_placed"),
    *each_row(
        "employers_employerfile",
        ("employer_id", "direction_id", "origin_id"),
        "passerelle_file_changed()",
        "employers_employerfile_placed",
    ),
    *each_row(
        "needs_labourneed", ("file_id", "site_id"), "passerelle_need_changed()", "needs_labourneed_placed"
    ),
    *each_row("matching_match", ("need_id",), "passerelle_pair_changed()", "matching_match_placed"),
    OPENED,
    *(
        f"CREATE TRIGGER {table}_placed AFTER UPDATE OF {column} ON {table}"
        f" FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION passerelle_map_changed()"
        for table, column in (("territory_municipality", "mrc_id"), ("territory_mrc", "region_id"))
    ),
]
GONE = [
    *(
        f"DROP FUNCTION {name} CASCADE"
        for name in (
            "passerelle_acts_changed()",
            "passerelle_file_changed()",
            "passerelle_need_changed()",
            "passerelle_pair_changed()",
            "passerelle_file_opened()",
            "passerelle_sites_changed()",
            "passerelle_map_changed()",
            "passerelle_place_files(bigint[])",
        )
    ),
    *(
        f"DROP TRIGGER {table}_placed_held ON {table}"
        for table in ("employers_employerfile", "needs_labourneed", "matching_match")
    ),
    "DROP VIEW reporting_liveact",
]
