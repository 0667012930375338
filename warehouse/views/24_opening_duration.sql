-- One row per level (and `all`): for how long roles stay open (quartiles of the Kaplan-Meier estimate).
CREATE OR REPLACE VIEW opening_duration AS
WITH counts AS (
    SELECT
        unnest([level, 'all']) AS level,
        opening_seen,
        end_seen,
        state <> 'closed' AS still_open
    FROM openings
),
totals AS (
    SELECT
        level,
        count(*) FILTER (WHERE opening_seen) AS roles_counted,
        count(*) FILTER (WHERE opening_seen AND end_seen) AS closed,
        count(*) FILTER (WHERE opening_seen AND still_open) AS still_open,
        count(*) FILTER (WHERE opening_seen AND NOT still_open AND NOT end_seen) AS lost_with_board,
        count(*) FILTER (WHERE NOT opening_seen) AS left_out
    FROM counts
    GROUP BY level
),
-- The share is a product of fractions: a half may come out as a half and a hair.
bounds AS (
    SELECT 1e-9 AS hair
),
quartiles AS (
    SELECT
        c.level,
        min(c.days) FILTER (WHERE c.share_open <= 0.75 + b.hair) AS days_quarter,
        min(c.days) FILTER (WHERE c.share_open <= 0.5 + b.hair) AS days_median,
        min(c.days) FILTER (WHERE c.share_open <= 0.25 + b.hair) AS days_three_quarters
    FROM opening_curve AS c
    CROSS JOIN bounds AS b
    GROUP BY c.level
)
SELECT
    t.level, t.roles_counted, t.closed, t.still_open, t.lost_with_board, t.left_out, q.days_quarter, q.days_median, q.days_three_quarters
FROM totals AS t
LEFT JOIN quartiles AS q USING (level)
LEFT JOIN store.levels AS l USING (level)
ORDER BY l.rank NULLS LAST;

COMMENT ON VIEW opening_duration IS 'One row per level (and `all`): for how long roles stay open (quartiles of the Kaplan-Meier estimate).';
COMMENT ON COLUMN opening_duration.level IS 'The level, or all: those above the ladder too.';
COMMENT ON COLUMN opening_duration.roles_counted IS 'Roles whose opening was seen: closed, still_open and lost_with_board.';
COMMENT ON COLUMN opening_duration.closed IS 'Of these, roles that were seen to close.';
COMMENT ON COLUMN opening_duration.still_open IS 'Of these, roles that are open or frozen: they count as long as they are known.';
COMMENT ON COLUMN opening_duration.lost_with_board IS 'Of these, roles that were closed because their board was retired, or that left the window of a board that shows but its latest postings: they count up to when they were last seen.';
COMMENT ON COLUMN opening_duration.left_out IS 'Roles that were there when their board was first read soundly: nobody knows when they opened.';
COMMENT ON COLUMN opening_duration.days_quarter IS 'Days after which a quarter has closed; null where it is not known yet.';
COMMENT ON COLUMN opening_duration.days_median IS 'Days after which a half has closed; null where it is not known yet.';
COMMENT ON COLUMN opening_duration.days_three_quarters IS 'Days after which three quarters have closed; null where it is not known yet.';
