"""The revision of what is counted: every committed change makes another, so that what was counted at one holds for it.

Each writing transaction renews the token of one of a few rows, whichever nobody holds: writers never wait for one
another, and the tokens that a reader sees say exactly which changes it sees. A copy of the database that is restored
never makes a revision of before again.
"""

from __future__ import annotations

RAISE = """
CREATE FUNCTION passerelle_figures_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Once a transaction is enough; a savepoint taken back takes this back too.
    IF current_setting('passerelle.figures', true) = pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    UPDATE reporting_revision SET token = gen_random_uuid()
    WHERE id = (SELECT id FROM reporting_revision ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO reporting_revision (token) VALUES (gen_random_uuid());
    END IF;
    PERFORM set_config('passerelle.figures', pg_current_xact_id()::text, true);
    RETURN NULL;
END $$
"""
BEGIN = "INSERT INTO reporting_revision (token) VALUES (gen_random_uuid())"
#: What figures read. Of the busiest tables, only the columns that a figure reads.
WHOLE = (
    "reporting_placedact",
    "needs_needmove",
    "matching_matchmove",
    "matching_presentation",
    "matching_placement",
    "settlement_appointment",
    "settlement_actionplan",
    "settlement_actionplangoal",
    "candidates_candidateofficer",
    "accounts_posting",
    "accounts_staffingtarget",
    "casework_activity",
    "partners_agreement",
    "partners_partner",
    "partners_programme",
    "taxonomy_reason",
    "territory_region",
    "territory_mrc",
    "territory_municipality",
    "territory_direction",
    "territory_directioncoverage",
    "territory_directionpassage",
    "territory_servicepoint",
    "territory_outline",
)
COLUMNS = {
    "needs_labourneed": ("stage", "positions", "filled", "file_id", "site_id", "occupation_id"),
    "candidates_candidate": ("direction_id", "origin_id"),
    "employers_site": ("municipality_id",),
    "employers_employerfile": ("direction_id", "origin_id"),
    "employers_employer": ("sector_id", "size_band"),
    "matching_match": ("need_id", "verdict"),
    "accounts_user": ("is_active",),
}
_EACH = "FOR EACH STATEMENT"
_CALL = "EXECUTE FUNCTION passerelle_figures_changed()"
TRIGGERS = [
    *(
        f"CREATE TRIGGER {table}_figures AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"{_EACH} {_CALL}"
        for table in WHOLE
    ),
    *(
        f"CREATE TRIGGER {table}_figures AFTER UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW WHEN ("
        + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
        + f") {_CALL}"
        for table, columns in COLUMNS.items()
    ),
    *(
        f"CREATE TRIGGER {table}_figures_more AFTER INSERT OR DELETE ON {table} {_EACH} {_CALL}"
        for table in ("needs_labourneed", "matching_match")
    ),
]
GONE = ["DROP FUNCTION passerelle_figures_changed() CASCADE"]
