-- One row per night of a run that was good or degraded, and level on the ladder: how many roles were open, and what had changed that night.
CREATE OR REPLACE VIEW level_by_day AS
WITH spans AS (
    SELECT
        role_id, valid_from, valid_to, level,
        state <> 'closed' AS live,
        (state = 'frozen')::INTEGER AS frozen,
        lag(valid_to) OVER role AS before_to,
        lag(level) OVER role AS before_level,
        lag(state) OVER role <> 'closed' AS before_live,
        lead(valid_from) OVER role AS after_from,
        lead(level) OVER role AS after_level,
        lead(state) OVER role <> 'closed' AS after_live
    FROM roles_history
    WINDOW role AS (PARTITION BY role_id ORDER BY valid_from)
),
-- Spans that follow each other without a gap are one story; in a gap the role was taken for none of product management.
moves AS (
    SELECT
        s.valid_from AS night, s.level, s.frozen,
        CASE
            WHEN s.before_to = s.valid_from AND s.before_live AND s.before_level = s.level THEN NULL
            WHEN s.before_to IS NULL AND s.valid_from = r.first_seen THEN CASE WHEN r.opening_seen THEN 'opened' ELSE 'found' END
            WHEN s.before_to = s.valid_from AND NOT s.before_live THEN 'reopened'
            ELSE 'relevelled in'
        END AS kind
    FROM spans AS s
    JOIN store.role_sightings AS r USING (role_id)
    WHERE s.live
    UNION ALL
    SELECT
        valid_to, level, -frozen,
        CASE
            WHEN after_from = valid_to AND after_live AND after_level = level THEN NULL
            WHEN after_from = valid_to AND NOT after_live THEN 'closed'
            ELSE 'relevelled out'
        END
    FROM spans
    WHERE live AND valid_to IS NOT NULL
),
days AS (
    SELECT
        night, level,
        count(*) FILTER (WHERE kind = 'found') AS found,
        count(*) FILTER (WHERE kind = 'opened') AS opened,
        count(*) FILTER (WHERE kind = 'reopened') AS reopened,
        count(*) FILTER (WHERE kind = 'closed') AS closed,
        count(*) FILTER (WHERE kind = 'relevelled in') AS relevelled_in,
        count(*) FILTER (WHERE kind = 'relevelled out') AS relevelled_out,
        sum(frozen) AS frozen
    FROM moves
    GROUP BY night, level
),
nights AS (
    SELECT DISTINCT night FROM store.runs WHERE state IN ('good', 'degraded')
)
SELECT
    n.night,
    l.level,
    l.level_name,
    sum(coalesce(d.found + d.opened + d.reopened + d.relevelled_in - d.closed - d.relevelled_out, 0)) OVER so_far ::BIGINT AS open_roles,
    sum(coalesce(d.frozen, 0)) OVER so_far ::BIGINT AS frozen_roles,
    coalesce(d.found, 0) AS found,
    coalesce(d.opened, 0) AS opened,
    coalesce(d.reopened, 0) AS reopened,
    coalesce(d.closed, 0) AS closed,
    coalesce(d.relevelled_in, 0) AS relevelled_in,
    coalesce(d.relevelled_out, 0) AS relevelled_out
FROM nights AS n
CROSS JOIN store.levels AS l
LEFT JOIN days AS d ON d.night = n.night AND d.level = l.level
WHERE l.on_ladder
WINDOW so_far AS (PARTITION BY l.level ORDER BY n.night)
ORDER BY n.night, l.rank;

COMMENT ON VIEW level_by_day IS 'One row per night of a run that was good or degraded, and level on the ladder: how many roles were open, and what had changed that night.';
COMMENT ON COLUMN level_by_day.night IS 'The night.';
COMMENT ON COLUMN level_by_day.level IS 'apm, mid, senior, principal or group: the level that stood then.';
COMMENT ON COLUMN level_by_day.level_name IS 'The level in plain words.';
COMMENT ON COLUMN level_by_day.open_roles IS 'Roles that were open or frozen: those of the night before, and found, opened, reopened and relevelled_in, less closed and relevelled_out.';
COMMENT ON COLUMN level_by_day.frozen_roles IS 'Of these, roles whose board could not be read soundly.';
COMMENT ON COLUMN level_by_day.found IS 'Roles that were there when their board was first read soundly: they had opened some time before.';
COMMENT ON COLUMN level_by_day.opened IS 'Roles that were there for the first time, on a board that had been read without them.';
COMMENT ON COLUMN level_by_day.reopened IS 'Roles that came back after they were closed.';
COMMENT ON COLUMN level_by_day.closed IS 'Roles that were taken as closed: missing from two sound reads, their board retired, or long out of the window of a board that shows but its latest postings.';
COMMENT ON COLUMN level_by_day.relevelled_in IS 'Open roles that came to this level from another, or from none of product management.';
COMMENT ON COLUMN level_by_day.relevelled_out IS 'Open roles that left this level for another, or for none of product management.';
