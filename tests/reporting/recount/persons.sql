-- One line a person and a day: an appointment held, or a day of a plan; and each place of that day.
WITH calendar AS (SELECT CAST(generate_series(%(start)s::date, %(end)s::date, '1 day') AS date) AS day),
grounds AS (
  SELECT a.candidate_id, CAST(a.starts_at AT TIME ZONE 'America/Toronto' AS date) AS day, a.service_point_id,
    -a.id AS id
  FROM settlement_appointment a
  WHERE a.stage = 'held' AND CAST(a.starts_at AT TIME ZONE 'America/Toronto' AS date) BETWEEN %(start)s AND %(end)s
  UNION ALL
  SELECT p.candidate_id, c.day, NULL, p.id FROM settlement_actionplan p, calendar c
  WHERE p.opened_on <= c.day AND (p.closed_on IS NULL OR p.closed_on >= c.day)
), points AS (
  SELECT g.id, g.candidate_id, g.day, g.service_point_id FROM grounds g WHERE g.service_point_id IS NOT NULL
  UNION ALL
  SELECT g.id, g.candidate_id, g.day, q.service_point_id
  FROM grounds g, candidates_candidateofficer o, accounts_posting q
  WHERE g.service_point_id IS NULL AND q.service_point_id IS NOT NULL
    AND o.candidate_id = g.candidate_id AND q.user_id = o.user_id
    AND g.day >= o.valid_from AND (o.valid_to IS NULL OR g.day <= o.valid_to)
    AND g.day >= q.valid_from AND (q.valid_to IS NULL OR g.day <= q.valid_to)
), of_direction AS (
  SELECT t.candidate_id, t.day, s.direction_id, u.mrc_id AS mrc, r.region_id AS region
  FROM points t, territory_servicepoint s, territory_municipality u, territory_mrc r
  WHERE s.id = t.service_point_id AND u.code = s.municipality_id AND r.code = u.mrc_id
  UNION ALL
  SELECT g.candidate_id, g.day, k.direction_id, NULL, NULL FROM grounds g, candidates_candidate k
  WHERE k.id = g.candidate_id AND NOT EXISTS (SELECT 1 FROM points t WHERE t.id = g.id)
), located AS (
  SELECT o.candidate_id, o.mrc, o.region,
    CASE WHEN o.day >= d.valid_from AND (d.valid_to IS NULL OR o.day <= d.valid_to) OR c.direction_id IS NULL
         THEN d.id ELSE c.direction_id END AS direction
  FROM of_direction o
  JOIN territory_direction d ON d.id = o.direction_id
  LEFT JOIN territory_directioncoverage c ON c.region_id = o.region AND c.valid_from <= o.day
    AND (c.valid_to IS NULL OR c.valid_to >= o.day)
), counted AS (
  SELECT 'quebec' AS kind, 'QC' AS code, located.* FROM located
  UNION ALL
  SELECT 'region', region, located.* FROM located WHERE region IS NOT NULL
  UNION ALL
  SELECT 'mrc', mrc, located.* FROM located WHERE mrc IS NOT NULL
  UNION ALL
  SELECT 'direction', d.code, located.* FROM located, territory_direction d WHERE d.id = direction
)
