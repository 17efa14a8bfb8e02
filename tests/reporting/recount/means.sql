-- One line a thing that stands in a place: what it is, what counts once, two amounts, direction, region and MRC.
WITH things AS (
  SELECT 'agreements' AS what, a.id AS one, a.amount AS amount, 0 AS other, a.direction_id, a.region_id AS region,
    NULL AS mrc
  FROM partners_agreement a WHERE a.signed_on >= %(start)s AND a.signed_on <= %(end)s
  UNION ALL
  SELECT 'agreements_in_force', a.id, a.amount, 0, a.direction_id, a.region_id, NULL
  FROM partners_agreement a
  WHERE a.signed_on IS NOT NULL AND NOT (a.ends_on < %(start)s OR a.starts_on > %(end)s)
  UNION ALL
  SELECT 'activities', v.id, v.participants, 0, v.direction_id, v.region_id, NULL
  FROM casework_activity v WHERE v.undone_at IS NULL AND v.held_on >= %(start)s AND v.held_on <= %(end)s
  UNION ALL
  SELECT 'service_points', s.id, 0, 0,
    CASE WHEN EXISTS (SELECT 1 FROM territory_direction d WHERE d.id = s.direction_id AND d.valid_from <= %(end)s
                      AND (d.valid_to IS NULL OR d.valid_to >= %(end)s))
         THEN s.direction_id
         ELSE (SELECT c.direction_id FROM territory_directioncoverage c WHERE c.region_id = r.region_id
               AND c.valid_from <= %(end)s AND (c.valid_to IS NULL OR c.valid_to >= %(end)s)) END,
    r.region_id, r.code
  FROM territory_servicepoint s, territory_municipality u, territory_mrc r
  WHERE u.code = s.municipality_id AND r.code = u.mrc_id
    AND s.valid_from <= %(end)s AND (s.valid_to IS NULL OR s.valid_to >= %(end)s)
  UNION ALL
  SELECT q.role || 's', q.user_id, 0, 0, q.direction_id, r.region_id, r.code
  FROM accounts_posting q, accounts_user w, territory_servicepoint s, territory_municipality u, territory_mrc r
  WHERE q.role IN ('advisor', 'officer') AND w.id = q.user_id AND w.is_active AND s.id = q.service_point_id
    AND u.code = s.municipality_id AND r.code = u.mrc_id
    AND q.valid_from <= %(end)s AND (q.valid_to IS NULL OR q.valid_to >= %(end)s)
  UNION ALL
  SELECT 'needs_open', n.id, n.positions, n.filled, f.direction_id, r.region_id, r.code
  FROM needs_labourneed n, employers_employerfile f, employers_site s, territory_municipality u, territory_mrc r
  WHERE n.stage IN ('open', 'presenting') AND f.id = n.file_id AND s.id = n.site_id
    AND u.code = s.municipality_id AND r.code = u.mrc_id
), counted AS (
  SELECT 'quebec' AS kind, 'QC' AS code, things.* FROM things
  UNION ALL
  SELECT 'region', region, things.* FROM things
  UNION ALL
  SELECT 'mrc', mrc, things.* FROM things WHERE mrc IS NOT NULL
  UNION ALL
  SELECT 'direction', d.code, things.* FROM things, territory_direction d WHERE d.id = direction_id
)
