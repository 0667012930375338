-- The one row that says what a published file holds. Parameters: schema_version, published_at.
CREATE TABLE meta AS
WITH newest AS (
    SELECT run_id, night
    FROM store.runs
    WHERE state NOT IN ('held back', 'failed')
    ORDER BY sequence DESC
    LIMIT 1
),
levelled AS (
    SELECT arg_max(rulebook, sequence) AS rulebook
    FROM store.runs
    WHERE rulebook IS NOT NULL AND state NOT IN ('held back', 'failed')
),
sources AS (
    SELECT
        source,
        max(last_sound_night) AS newest_night,
        count(*) AS boards,
        count(*) FILTER (WHERE state = 'read') AS boards_read
    FROM source_health
    GROUP BY source
)
SELECT
    $schema_version::INTEGER AS schema_version,
    n.run_id,
    n.night,
    $published_at::TIMESTAMP AS published_at,
    l.rulebook,
    -- A run that only levelled stored texts anew says nothing of the boards: what they answered that night stands.
    (SELECT max_by(g.state, g.sequence) FROM run_log AS g WHERE g.night = n.night AND g.kind <> 'relevel' AND g.state IN ('good', 'degraded')) AS state,
    (SELECT g.failed_checks FROM run_log AS g WHERE g.run_id = n.run_id) AS warnings,
    (SELECT count(*) FROM postings) AS postings,
    (SELECT count(*) FROM roles) AS roles,
    (SELECT count(*) FROM explore_roles) AS feed_roles,
    (SELECT list({'source': source, 'newest_night': newest_night, 'boards': boards, 'boards_read': boards_read} ORDER BY source) FROM sources)
        AS freshness
FROM newest AS n
CROSS JOIN levelled AS l;
