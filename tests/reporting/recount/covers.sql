-- The regions of each territory on the last day of the period.
WITH covers AS (
  SELECT 'quebec' AS kind, 'QC' AS code, r.code AS region FROM territory_region r
  UNION ALL
  SELECT 'region', r.code, r.code FROM territory_region r
  UNION ALL
  SELECT 'mrc', m.code, m.region_id FROM territory_mrc m
  UNION ALL
  SELECT 'direction', d.code, c.region_id FROM territory_directioncoverage c, territory_direction d
  WHERE d.id = c.direction_id AND c.valid_from <= %(end)s AND (c.valid_to IS NULL OR c.valid_to >= %(end)s)
)
