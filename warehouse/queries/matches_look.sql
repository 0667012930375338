-- What came of the profiles from $first to $behind (not that one): their lists, and what is new to them. `match` has left its tables.
-- Parameters besides: last (the last bit), run_id (of the publication), begins (roles that a first look shows), told (that are announced at most).

CREATE TEMP TABLE IF NOT EXISTS look_numbers AS
SELECT r.n, o.number, o.opening FROM match_roles AS r JOIN look_openings AS o ON o.role_id = r.id;

CREATE OR REPLACE TEMP TABLE look_reasons AS SELECT profile, n, reasons FROM match_told;

CREATE OR REPLACE TEMP TABLE look_fits AS
WITH fits AS (
    SELECT f.profile, bitstring_agg(k.number, 0, $last) AS roles
    FROM match_fits AS f JOIN look_numbers AS k ON get_bit(f.roles, k.n) = 1
    GROUP BY f.profile
)
SELECT
    p.number AS profile,
    p.id,
    CASE WHEN s.roles IS NULL THEN f.roles WHEN f.roles IS NULL THEN s.roles ELSE s.roles | f.roles END AS seen,
    CASE WHEN p.again THEN CASE WHEN s.roles IS NULL THEN f.roles ELSE f.roles & (~s.roles) END END AS new
FROM look_profiles AS p
LEFT JOIN fits AS f ON f.profile = p.number
LEFT JOIN look_seen AS s ON s.profile = p.id
WHERE p.number >= $first AND p.number < $behind;

INSERT INTO fresh.kept.seen SELECT id, seen FROM look_fits WHERE seen IS NOT NULL;

INSERT INTO look_counts
SELECT f.profile, m.fits, coalesce(bit_count(f.new), 0)
FROM look_fits AS f LEFT JOIN match_fits AS m USING (profile);

-- What is announced: of what is new the best; at a first look the beginning of the list, but for what was announced before.
CREATE OR REPLACE TEMP TABLE look_told AS
WITH new AS (
    SELECT f.profile, k.n, match_points(g.grades, k.n)::INTEGER AS points
    FROM look_fits AS f
    JOIN look_numbers AS k ON get_bit(f.new, k.number) = 1
    LEFT JOIN match_grades AS g USING (profile)
    WHERE bit_count(f.new) > 0
),
told AS (
    SELECT profile, n, points, false AS first
    FROM new
    QUALIFY row_number() OVER (PARTITION BY profile ORDER BY points DESC, n) <= $told
    UNION ALL
    SELECT f.profile, f.n, f.points, true
    FROM match_found AS f
    JOIN look_profiles AS p ON p.number = f.profile AND NOT p.again
    JOIN look_numbers AS k USING (n)
    ANTI JOIN look_announced AS a ON a.profile = p.id AND a.opening = k.opening
    WHERE f.rank <= $begins
)
SELECT *, row_number() OVER (PARTITION BY profile ORDER BY points DESC, n)::INTEGER AS place FROM told;

INSERT INTO fresh.matches
SELECT
    p.id, f.rank, f.points, f.id, r.title, r.company, r.level, r.verdict, r.places, r.url, r.first_seen, r.opened_night,
    coalesce(NOT t.first OR (a.run_id = $run_id AND NOT a.first), false),
    coalesce(w.reasons, [])
FROM match_found AS f
JOIN look_profiles AS p ON p.number = f.profile
JOIN look_numbers AS k USING (n)
JOIN look_roles AS r ON r.id = f.id
LEFT JOIN look_told AS t ON t.profile = f.profile AND t.n = f.n
LEFT JOIN look_announced AS a ON a.profile = p.id AND a.opening = k.opening
LEFT JOIN look_reasons AS w ON w.profile = f.profile AND w.n = f.n
ORDER BY f.profile, f.rank;

-- The newest of a condition's roles are those with the least numbers.
INSERT INTO fresh.profile_almost
WITH found AS (
    SELECT profile, condition, roles, bit_count(roles) AS many, bit_position('1'::BIT, roles) AS one FROM match_almost WHERE bit_count(roles) > 0
),
further AS (
    SELECT *, CASE WHEN many > 1 THEN set_bit(roles, one - 1, 0) END AS others, bit_position('1'::BIT, others) AS two FROM found
),
all_three AS (
    SELECT *, CASE WHEN many > 2 THEN bit_position('1'::BIT, set_bit(others, two - 1, 0)) END AS three FROM further
),
examples AS (
    SELECT profile, condition, many, unnest([one, two, three]) AS place FROM all_three
)
SELECT p.id, e.condition, c.says, any_value(e.many), list(r.id ORDER BY r.n)
FROM examples AS e
JOIN match_roles AS r ON r.n = e.place - 1
JOIN look_profiles AS p ON p.number = e.profile
JOIN arrow_conditions AS c ON c.condition = e.condition
GROUP BY p.id, e.condition, c.says
ORDER BY p.id, any_value(e.many) DESC, e.condition;

-- What is announced and stands in no list has no reasons yet: they are worked out for what stands here.
CREATE OR REPLACE TEMP TABLE match_found AS
SELECT t.profile, t.place AS rank, t.points, t.n, r.id
FROM look_told AS t
JOIN match_roles AS r USING (n)
ANTI JOIN look_reasons AS w ON w.profile = t.profile AND w.n = t.n;
