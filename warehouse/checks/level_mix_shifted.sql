-- severity: warn
-- says: the share of a level among open roles moved by more than a tenth since the run before
WITH bounds AS (
    SELECT
        50 AS smallest,         -- below so many roles a few of them move the shares
        0.1 AS shift
),
before AS (
    SELECT level_mix AS mix
    FROM store.runs
    WHERE level_mix IS NOT NULL AND run_id <> getvariable('run_id')
    ORDER BY sequence DESC
    LIMIT 1
),
now_mix AS (
    SELECT level, count(*) AS roles FROM audited_feed GROUP BY level
),
shares AS (
    SELECT
        l.level,
        coalesce(b.mix[l.level], 0) / sum(coalesce(b.mix[l.level], 0)) OVER () AS share_before,
        coalesce(n.roles, 0) / sum(coalesce(n.roles, 0)) OVER () AS share_now,
        sum(coalesce(b.mix[l.level], 0)) OVER () AS roles_before,
        sum(coalesce(n.roles, 0)) OVER () AS roles_now
    FROM store.levels AS l
    CROSS JOIN before AS b
    LEFT JOIN now_mix AS n USING (level)
    WHERE l.on_ladder
)
SELECT s.level, round(s.share_before, 3) AS share_before, round(s.share_now, 3) AS share_now
FROM shares AS s
CROSS JOIN bounds AS b
WHERE least(s.roles_before, s.roles_now) >= b.smallest AND abs(s.share_now - s.share_before) > b.shift
