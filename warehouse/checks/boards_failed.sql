-- severity: warn
-- says: more than half of the boards could not be read soundly
WITH bounds AS (SELECT 0.5 AS failed_share)
SELECT count(*) AS boards, count(*) FILTER (WHERE r.state <> 'read') AS failed
FROM store.board_reads AS r
CROSS JOIN bounds AS b
WHERE r.run_id = getvariable('run_id')
HAVING count(*) FILTER (WHERE r.state <> 'read') > max(b.failed_share) * count(*)
