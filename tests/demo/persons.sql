-- Persons accompanied in region 02 in a period: written from rule PA-1 alone.
WITH towns AS (
  SELECT m.code FROM territory_municipality m JOIN territory_mrc r ON r.code = m.mrc_id WHERE r.region_id = '02'
), charge AS (
  SELECT o.candidate_id, sp.municipality_id AS town,
         GREATEST(o.valid_from, q.valid_from) AS first_day,
         LEAST(COALESCE(o.valid_to, 'infinity'), COALESCE(q.valid_to, 'infinity')) AS last_day
    FROM candidates_candidateofficer o
    JOIN accounts_posting q ON q.user_id = o.user_id
    JOIN territory_servicepoint sp ON sp.id = q.service_point_id
), met AS (
  SELECT a.candidate_id, sp.municipality_id AS town, (a.starts_at AT TIME ZONE 'America/Toronto')::date AS day
    FROM settlement_appointment a LEFT JOIN territory_servicepoint sp ON sp.id = a.service_point_id
   WHERE a.stage = 'held'
), accompanied AS (
  SELECT m.candidate_id FROM met m
   WHERE m.day BETWEEN %(start)s AND %(end)s AND m.town IN (SELECT code FROM towns)
  UNION
  SELECT m.candidate_id FROM met m JOIN charge c ON c.candidate_id = m.candidate_id
   WHERE m.town IS NULL AND m.day BETWEEN %(start)s AND %(end)s AND m.day BETWEEN c.first_day AND c.last_day
     AND c.town IN (SELECT code FROM towns)
  UNION
  SELECT p.candidate_id FROM settlement_actionplan p JOIN charge c ON c.candidate_id = p.candidate_id
   WHERE c.town IN (SELECT code FROM towns)
     AND GREATEST(p.opened_on, %(start)s, c.first_day)
         <= LEAST(COALESCE(p.closed_on, 'infinity'), %(end)s, c.last_day)
)
SELECT count(*) FROM accompanied
