"""What an act is and where it counts, in the one place that says so: the view that counts read through its kept copy.

Rule EA-1, and matches set aside: the site that the act served, else the head office, in the municipality where that
site stood on the day.
"""

from __future__ import annotations

COLUMNS = (
    "source, act_id, kind, day, file_id, need_id, employer_id, site_id, municipality_id, mrc_id, region_id, "
    "written_id"
)
LIVE = """
CREATE VIEW reporting_liveact AS
SELECT act.source, act.act_id, act.kind, act.day, act.file_id, act.need_id, file.employer_id, site.id AS site_id,
       place.municipality_id, municipality.mrc_id, mrc.region_id,
       COALESCE(file.origin_id, file.direction_id) AS written_id
FROM (
  SELECT 'intervention' AS source, id AS act_id, kind, occurred_on AS day, file_id, site_id, NULL::bigint AS need_id
  FROM casework_intervention
  WHERE undone_at IS NULL AND kind IN ('visit', 'meeting', 'video', 'phone')
  UNION ALL
  SELECT 'diagnosis', id, 'diagnosis', completed_on, file_id, NULL, NULL
  FROM employers_diagnosis WHERE completed_on IS NOT NULL
  UNION ALL
  SELECT 'need_move', move.id, 'need_opened', (move.at AT TIME ZONE 'America/Toronto')::date,
         need.file_id, need.site_id, need.id
  FROM needs_needmove move JOIN needs_labourneed need ON need.id = move.need_id
  WHERE move.from_stage = 'to_qualify' AND move.to_stage = 'open' AND move.undone_at IS NULL
  UNION ALL
  SELECT 'presentation', shown.id, 'presentation', shown.presented_on, need.file_id, need.site_id, need.id
  FROM matching_presentation shown
  JOIN matching_match pair ON pair.id = shown.match_id JOIN needs_labourneed need ON need.id = pair.need_id
  WHERE shown.undone_at IS NULL
  UNION ALL
  SELECT 'match_move', move.id, 'interview', move.occurred_on, need.file_id, need.site_id, need.id
  FROM matching_matchmove move
  JOIN matching_match pair ON pair.id = move.match_id JOIN needs_labourneed need ON need.id = pair.need_id
  WHERE move.to_stage = 'interview' AND move.undone_at IS NULL
  UNION ALL
  SELECT 'placement', hire.id, 'placement', hire.confirmed_on, need.file_id, need.site_id, need.id
  FROM matching_placement hire JOIN needs_labourneed need ON need.id = hire.need_id
  WHERE hire.undone_at IS NULL
  UNION ALL
  SELECT 'decision', decision.id, 'set_aside', (decision.at AT TIME ZONE 'America/Toronto')::date,
         need.file_id, need.site_id, need.id
  FROM matching_decision decision
  JOIN matching_match pair ON pair.id = decision.match_id JOIN needs_labourneed need ON need.id = pair.need_id
  WHERE decision.kind = 'set_aside' AND NOT EXISTS (
    SELECT FROM matching_decision later WHERE later.match_id = decision.match_id AND later.id > decision.id)
) act
JOIN employers_employerfile file ON file.id = act.file_id
LEFT JOIN employers_site head
  ON act.site_id IS NULL AND head.employer_id = file.employer_id AND head.is_head_office
LEFT JOIN employers_site site ON site.id = COALESCE(act.site_id, head.id)
LEFT JOIN LATERAL (
  SELECT COALESCE((
    SELECT move.from_municipality_id FROM employers_sitemove move
    WHERE move.site_id = site.id AND move.moved_on > act.day ORDER BY move.moved_on LIMIT 1
  ), site.municipality_id) AS municipality_id
) place ON TRUE
LEFT JOIN territory_municipality municipality ON municipality.code = place.municipality_id
LEFT JOIN territory_mrc mrc ON mrc.code = municipality.mrc_id
"""
FILL = f"INSERT INTO reporting_placedact ({COLUMNS}) SELECT {COLUMNS} FROM reporting_liveact"  # noqa: S608
