-- One line a need received in the period with how far it went, and one a profile presented, where the site stands now.
WITH firsts AS (
  SELECT n.id, n.file_id, n.site_id, CAST(min(m.at) AT TIME ZONE 'America/Toronto' AS date) AS day
  FROM needs_labourneed n, needs_needmove m
  WHERE m.need_id = n.id AND m.undone_at IS NULL AND m.to_stage IN ('submitted', 'to_qualify', 'open')
  GROUP BY n.id, n.file_id, n.site_id
), things AS (
  SELECT 'need' AS what, f.id, f.file_id, f.site_id,
    GREATEST(
      (SELECT max(1) FROM matching_match t WHERE t.need_id = f.id AND t.verdict IN ('admissible', 'to_verify')),
      (SELECT max(2) FROM matching_match t, matching_presentation p
       WHERE t.need_id = f.id AND p.match_id = t.id AND p.undone_at IS NULL),
      (SELECT max(CASE v.to_stage WHEN 'interview' THEN 3 ELSE 4 END) FROM matching_match t, matching_matchmove v
       WHERE t.need_id = f.id AND v.match_id = t.id AND v.undone_at IS NULL AND v.to_stage IN ('interview', 'offer')),
      (SELECT max(5) FROM matching_placement h WHERE h.need_id = f.id AND h.undone_at IS NULL),
      0) AS far
  FROM firsts f WHERE f.day >= %(start)s AND f.day <= %(end)s
  UNION ALL
  SELECT 'shown', p.id, n.file_id, n.site_id, 0
  FROM matching_presentation p, matching_match t, needs_labourneed n
  WHERE t.id = p.match_id AND n.id = t.need_id AND p.undone_at IS NULL
    AND p.presented_on >= %(start)s AND p.presented_on <= %(end)s
), placed AS (
  SELECT t.what, t.id, t.far, e.size_band AS band, f.direction_id, r.region_id AS region, r.code AS mrc
  FROM things t, employers_employerfile f, employers_employer e, employers_site s, territory_municipality u,
    territory_mrc r
  WHERE f.id = t.file_id AND e.id = f.employer_id AND s.id = t.site_id AND u.code = s.municipality_id
    AND r.code = u.mrc_id
), counted AS (
  SELECT 'quebec' AS kind, 'QC' AS code, placed.* FROM placed
  UNION ALL
  SELECT 'region', region, placed.* FROM placed
  UNION ALL
  SELECT 'mrc', mrc, placed.* FROM placed
  UNION ALL
  SELECT 'direction', d.code, placed.* FROM placed, territory_direction d WHERE d.id = direction_id
)
