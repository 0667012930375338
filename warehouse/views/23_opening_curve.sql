-- One row per level (and `all`) and number of days after which a role closed: which share stays open for longer (Kaplan-Meier).
CREATE OR REPLACE VIEW opening_curve AS
WITH counted AS (
    SELECT unnest([level, 'all']) AS level, days, end_seen
    FROM openings
    WHERE opening_seen
),
steps AS (
    SELECT level, days, count(*) AS roles, count(*) FILTER (WHERE end_seen) AS closed
    FROM counted
    GROUP BY ALL
),
risks AS (
    SELECT level, days, closed, sum(roles) OVER (PARTITION BY level ORDER BY days DESC)::BIGINT AS at_risk
    FROM steps
)
SELECT level, days, at_risk, closed, product(1 - closed / at_risk) OVER (PARTITION BY level ORDER BY days) AS share_open
FROM risks
WHERE closed > 0
ORDER BY level, days;

COMMENT ON VIEW opening_curve IS 'One row per level (and `all`) and number of days after which a role closed: which share stays open for longer (Kaplan-Meier).';
COMMENT ON COLUMN opening_curve.level IS 'The level, or all: those above the ladder too.';
COMMENT ON COLUMN opening_curve.days IS 'Days for which a role was there.';
COMMENT ON COLUMN opening_curve.at_risk IS 'Roles whose opening was seen and that were there for so many days or more.';
COMMENT ON COLUMN opening_curve.closed IS 'Of these, roles that closed after just so many days.';
COMMENT ON COLUMN opening_curve.share_open IS 'Share of roles that stay open for longer; roles still open count as long as they are known.';
