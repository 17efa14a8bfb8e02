-- Employers with a qualifying act in a period, by the region of the site served on the day: written from rule EA-1 alone.
WITH acts AS (
  SELECT i.file_id, i.site_id, i.occurred_on AS day FROM casework_intervention i
   WHERE i.undone_at IS NULL AND i.kind IN ('visit', 'meeting', 'phone', 'video')
  UNION ALL
  SELECT d.file_id, NULL, d.completed_on FROM employers_diagnosis d WHERE d.completed_on IS NOT NULL
  UNION ALL
  SELECT n.file_id, n.site_id, (m.at AT TIME ZONE 'America/Toronto')::date FROM needs_needmove m
    JOIN needs_labourneed n ON n.id = m.need_id
   WHERE m.from_stage = 'to_qualify' AND m.to_stage = 'open' AND m.undone_at IS NULL
  UNION ALL
  SELECT n.file_id, n.site_id, p.presented_on FROM matching_presentation p
    JOIN matching_match t ON t.id = p.match_id JOIN needs_labourneed n ON n.id = t.need_id WHERE p.undone_at IS NULL
  UNION ALL
  SELECT n.file_id, n.site_id, m.occurred_on FROM matching_matchmove m
    JOIN matching_match t ON t.id = m.match_id JOIN needs_labourneed n ON n.id = t.need_id
   WHERE m.to_stage = 'interview' AND m.undone_at IS NULL
  UNION ALL
  SELECT n.file_id, n.site_id, p.confirmed_on FROM matching_placement p
    JOIN needs_labourneed n ON n.id = p.need_id WHERE p.undone_at IS NULL
), placed AS (
  SELECT f.employer_id, a.day,
         COALESCE(a.site_id, (SELECT s.id FROM employers_site s WHERE s.employer_id = f.employer_id AND s.is_head_office)) AS site_id
    FROM acts a JOIN employers_employerfile f ON f.id = a.file_id
   WHERE a.day BETWEEN %(start)s AND %(end)s
)
SELECT r.region_id, count(DISTINCT p.employer_id)
  FROM placed p
  JOIN employers_site s ON s.id = p.site_id
  JOIN territory_municipality m ON m.code = COALESCE(
       (SELECT v.from_municipality_id FROM employers_sitemove v
         WHERE v.site_id = s.id AND v.moved_on > p.day ORDER BY v.moved_on LIMIT 1), s.municipality_id)
  JOIN territory_mrc r ON r.code = m.mrc_id
 GROUP BY r.region_id
