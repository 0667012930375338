-- The newest roles of each news feed, the newest first: of all, of a level, of an industry, of the watch for associate roles.
-- All that opened in the two newest nights of a feed, so that who looks every night misses none, and no fewer than 100; yet no more than 300.
WITH subjects AS (
    SELECT 'all' AS kind, NULL AS subject, id, opened_night FROM feed_roles
    UNION ALL
    SELECT 'level', level, id, opened_night FROM feed_roles
    UNION ALL
    SELECT 'industry', industry, id, opened_night FROM feed_roles WHERE industry IS NOT NULL
    UNION ALL
    SELECT 'apm-watch', NULL, id, opened_night FROM feed_roles WHERE apm_watch
),
newest AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY kind, subject ORDER BY opened_night DESC, id) AS place,
        dense_rank() OVER (PARTITION BY kind, subject ORDER BY opened_night DESC) AS night
    FROM subjects
)
SELECT n.kind, n.subject, r.role
FROM newest AS n
JOIN feed_roles AS r USING (id)
WHERE n.place <= 300 AND (n.place <= 100 OR n.night <= 2)
ORDER BY n.kind, n.subject, n.place;
