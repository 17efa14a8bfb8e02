-- One line an act that stands: what it is, the row, employer, subject (need or hire), direction, region and MRC of its day.
WITH facts AS (
  SELECT 'contact' AS what, i.id, f.employer_id, f.direction_id, i.site_id, i.occurred_on AS day, 0 AS subject
  FROM casework_intervention i, employers_employerfile f
  WHERE f.id = i.file_id AND i.undone_at IS NULL AND i.kind IN ('visit', 'meeting', 'video', 'phone')
  UNION ALL
  SELECT 'diagnosis', d.id, f.employer_id, f.direction_id, NULL, d.completed_on, 0
  FROM employers_diagnosis d, employers_employerfile f WHERE f.id = d.file_id AND d.completed_on IS NOT NULL
  UNION ALL
  SELECT 'opened', m.id, f.employer_id, f.direction_id, n.site_id,
    CAST(m.at AT TIME ZONE 'America/Toronto' AS date), n.id
  FROM needs_needmove m, needs_labourneed n, employers_employerfile f
  WHERE n.id = m.need_id AND f.id = n.file_id AND m.undone_at IS NULL
    AND m.from_stage = 'to_qualify' AND m.to_stage = 'open'
  UNION ALL
  SELECT 'presented', p.id, f.employer_id, f.direction_id, n.site_id, p.presented_on, 0
  FROM matching_presentation p, matching_match t, needs_labourneed n, employers_employerfile f
  WHERE t.id = p.match_id AND n.id = t.need_id AND f.id = n.file_id AND p.undone_at IS NULL
  UNION ALL
  SELECT 'interview', m.id, f.employer_id, f.direction_id, n.site_id, m.occurred_on, 0
  FROM matching_matchmove m, matching_match t, needs_labourneed n, employers_employerfile f
  WHERE t.id = m.match_id AND n.id = t.need_id AND f.id = n.file_id
    AND m.undone_at IS NULL AND m.to_stage = 'interview'
  UNION ALL
  SELECT 'hire', h.id, f.employer_id, f.direction_id, n.site_id, h.confirmed_on, h.id
  FROM matching_placement h, needs_labourneed n, employers_employerfile f
  WHERE n.id = h.need_id AND f.id = n.file_id AND h.undone_at IS NULL
  UNION ALL
  SELECT 'aside', d.id, f.employer_id, f.direction_id, n.site_id,
    CAST(d.at AT TIME ZONE 'America/Toronto' AS date), d.match_id
  FROM matching_decision d, matching_match t, needs_labourneed n, employers_employerfile f
  WHERE t.id = d.match_id AND n.id = t.need_id AND f.id = n.file_id AND d.kind = 'set_aside'
    AND d.id = (SELECT max(e.id) FROM matching_decision e WHERE e.match_id = d.match_id)
), at_site AS (
  SELECT what, id, employer_id, direction_id, day, subject,
    CASE WHEN site_id IS NOT NULL THEN site_id
         ELSE (SELECT max(s.id) FROM employers_site s WHERE s.employer_id = facts.employer_id AND s.is_head_office)
    END AS site_id
  FROM facts WHERE day >= %(start)s AND day <= %(end)s
), where_then AS (
  SELECT a.*,
    CASE WHEN EXISTS (SELECT 1 FROM employers_sitemove v WHERE v.site_id = a.site_id AND v.moved_on > a.day)
         THEN (SELECT v.from_municipality_id FROM employers_sitemove v WHERE v.site_id = a.site_id
               AND v.moved_on = (SELECT min(w.moved_on) FROM employers_sitemove w
                                 WHERE w.site_id = a.site_id AND w.moved_on > a.day))
         ELSE (SELECT s.municipality_id FROM employers_site s WHERE s.id = a.site_id) END AS municipality
  FROM at_site a
), in_region AS (
  SELECT w.*,
    (SELECT u.mrc_id FROM territory_municipality u WHERE u.code = w.municipality) AS mrc,
    (SELECT r.region_id FROM territory_municipality u, territory_mrc r
     WHERE u.code = w.municipality AND r.code = u.mrc_id) AS region
  FROM where_then w
), located AS (
  SELECT what, id, employer_id, day, subject, region, mrc,
    CASE WHEN EXISTS (SELECT 1 FROM territory_direction d WHERE d.id = direction_id AND d.valid_from <= day
                      AND (d.valid_to IS NULL OR d.valid_to >= day))
           OR NOT EXISTS (SELECT 1 FROM territory_directioncoverage c WHERE c.region_id = region
                          AND c.valid_from <= day AND (c.valid_to IS NULL OR c.valid_to >= day))
         THEN direction_id
         ELSE (SELECT c.direction_id FROM territory_directioncoverage c WHERE c.region_id = region
               AND c.valid_from <= day AND (c.valid_to IS NULL OR c.valid_to >= day)) END AS direction
  FROM in_region
), counted AS (
  SELECT 'quebec' AS kind, 'QC' AS code, located.* FROM located
  UNION ALL
  SELECT 'region', region, located.* FROM located WHERE region IS NOT NULL
  UNION ALL
  SELECT 'mrc', mrc, located.* FROM located WHERE mrc IS NOT NULL
  UNION ALL
  SELECT 'direction', d.code, located.* FROM located, territory_direction d WHERE d.id = direction
)
