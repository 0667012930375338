-- severity: warn
-- says: the feed holds less than half as many roles as after the run before
WITH bounds AS (
    SELECT
        10 AS smallest,         -- a feed of a handful of roles may well halve
        0.5 AS share
),
before AS (
    SELECT list_sum(map_values(level_mix)) AS roles
    FROM store.runs
    WHERE level_mix IS NOT NULL AND run_id <> getvariable('run_id')
    ORDER BY sequence DESC
    LIMIT 1
),
current_feed AS (
    SELECT count(*) AS roles FROM audited_feed
)
SELECT b.roles AS roles_before, c.roles AS roles_now
FROM before AS b
CROSS JOIN current_feed AS c
CROSS JOIN bounds
WHERE b.roles >= bounds.smallest AND c.roles < bounds.share * b.roles
