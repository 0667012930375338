-- The profiles from $first to $behind (not that one) held against all roles; the $top best roles of each are kept.

-- What each asks for: of each condition, which roles are how. A role that is in several rows of one stays in the best.
CREATE OR REPLACE TEMP TABLE match_groups AS
WITH asked AS (
    SELECT w.profile, w.kind, w.condition, b.state, coalesce(g.points, 0) AS points, coalesce(g.rank, 99) AS rank, bit_or(b.roles) AS roles
    FROM match_wanted AS w
    JOIN match_bits AS b USING (wish)
    LEFT JOIN arrow_grades AS g ON g.kind = w.kind AND g.condition = w.condition AND g.state = b.state
    WHERE w.profile >= $first AND w.profile < $behind
    GROUP BY ALL
),
better AS (
    SELECT *, bit_or(roles) OVER (PARTITION BY profile, kind, condition ORDER BY rank, state ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken
    FROM asked
)
SELECT profile, kind, condition, state, points, CASE WHEN taken IS NULL THEN roles ELSE roles & (~taken) END AS roles FROM better;

-- Which roles each must leaves. One that no role meets has no row above.
CREATE OR REPLACE TEMP TABLE match_musts AS
WITH none AS (SELECT bitstring('0', $last + 1) AS roles)
SELECT w.profile, w.condition, coalesce(bit_or(g.roles), any_value(none.roles)) AS roles
FROM (SELECT DISTINCT profile, kind, condition FROM match_wanted WHERE kind = 'must' AND profile >= $first AND profile < $behind) AS w
CROSS JOIN none
LEFT JOIN match_groups AS g USING (profile, kind, condition)
GROUP BY w.profile, w.condition;

CREATE OR REPLACE TEMP TABLE match_fits AS
SELECT profile, bit_and(roles) AS roles, bit_count(bit_and(roles)) AS fits FROM match_musts GROUP BY profile;

-- The roles that one must alone rules out.
CREATE OR REPLACE TEMP TABLE match_almost AS
WITH others AS (
    SELECT m.profile, m.condition, any_value(m.roles) AS own, bit_and(o.roles) AS roles
    FROM match_musts AS m LEFT JOIN match_musts AS o ON o.profile = m.profile AND o.condition <> m.condition
    GROUP BY m.profile, m.condition
)
SELECT profile, condition, CASE WHEN roles IS NULL THEN ~own ELSE roles & (~own) END AS roles FROM others;

-- What brings points, and to which roles.
CREATE OR REPLACE TEMP TABLE match_grades AS
SELECT profile, list({'roles': roles, 'points': points}) AS grades FROM match_groups WHERE points > 0 GROUP BY profile;

CREATE OR REPLACE TEMP MACRO match_points(grades, n) AS
    coalesce(list_sum(list_transform(grades, lambda grade: get_bit(grade.roles, n) * grade.points)), 0);

CREATE OR REPLACE TEMP TABLE match_found AS
WITH best AS (
    SELECT
        f.profile,
        -- One number orders by both: points, and of equals the newest.
        unnest(max(match_points(g.grades, r.n)::BIGINT * 16_777_216 + (16_777_215 - r.n), $top)) AS key
    FROM match_fits AS f
    JOIN match_roles AS r ON get_bit(f.roles, r.n) = 1
    LEFT JOIN match_grades AS g USING (profile)
    GROUP BY f.profile
)
SELECT
    b.profile,
    row_number() OVER (PARTITION BY b.profile ORDER BY b.key DESC)::INTEGER AS rank,
    (b.key // 16_777_216)::INTEGER AS points,
    r.n,
    r.id
FROM best AS b JOIN match_roles AS r ON r.n = 16_777_215 - b.key % 16_777_216;
