-- The feeds of all profiles, and those that may say something else than they did. $all: whatever lies there is not to be relied on.
CREATE OR REPLACE TEMP TABLE look_feeds AS
WITH told AS (
    SELECT profile FROM fresh.profile_announced ANTI JOIN look_announced USING (profile, opening)
    UNION
    SELECT n.profile
    FROM fresh.profile_announced AS n JOIN before.profile_announced AS b USING (profile, opening)
    WHERE n.gone IS DISTINCT FROM b.gone OR n.role_id <> b.role_id
    UNION
    SELECT n.id
    FROM fresh.profiles AS n LEFT JOIN before.profiles AS b USING (id)
    WHERE b.token IS NULL OR n.state <> b.state OR n.name IS DISTINCT FROM b.name
)
SELECT p.id, p.name, p.state, p.token, row_number() OVER (ORDER BY p.id) AS place
FROM fresh.profiles AS p
WHERE p.token IS NOT NULL AND ($all OR p.id IN (SELECT profile FROM told) OR p.token IN (SELECT token FROM arrow_missing));
