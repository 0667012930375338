-- Why each role that was found stands where it does, in words: what the posting says, held against what the profile says.
CREATE OR REPLACE TEMP TABLE match_reasons AS
WITH stands AS (
    SELECT f.profile, f.rank, f.n, f.id, g.kind, g.condition, g.state, g.points
    FROM match_found AS f JOIN match_groups AS g ON g.profile = f.profile AND get_bit(g.roles, f.n) = 1
),
asked AS (SELECT DISTINCT profile, kind, condition FROM match_wanted WHERE profile >= $first AND profile < $behind),
all_stands AS (
    SELECT *, CASE
        WHEN state IN ('met', 'near', 'free', 'realistic', 'possible') THEN 'for'
        WHEN state IN ('unknown', 'perhaps', 'unclear') THEN 'unknown'
        ELSE 'against'
    END AS speaks
    FROM stands
    UNION ALL
    SELECT f.profile, f.rank, f.n, f.id, a.kind, a.condition, 'unmet', 0, 'against'
    FROM match_found AS f
    JOIN asked AS a USING (profile)
    ANTI JOIN stands AS s ON s.profile = f.profile AND s.n = f.n AND s.kind = a.kind AND s.condition = a.condition
)
SELECT
    s.profile, s.rank, s.n,
    -- In which order they are told: for, against, not stated, and what has no words; of each what weighs most first.
    row_number() OVER (
        PARTITION BY s.profile, s.n
        ORDER BY
            t.says IS NULL, list_position(['for', 'against', 'unknown'], s.speaks), s.condition = 'level' DESC, s.points DESC,
            list_position(['must', 'nice', 'always'], s.kind), s.condition
    )::INTEGER AS place,
    s.kind, s.condition, s.state, s.points, s.speaks,
    format(t.says, coalesce(r.says, 'not stated'), coalesce(w.says, ''), coalesce(c.because, '')) AS says,
    r.quote
FROM all_stands AS s
LEFT JOIN arrow_templates AS t USING (condition, state)
JOIN match_roles AS m USING (n)
-- At employers of one's own industry the chances may be others.
LEFT JOIN (FROM arrow_chances WHERE profile >= $first AND profile < $behind) AS c
    ON s.condition = 'level' AND c.profile = s.profile AND c.level = m.level
    AND c.own = (c.industry IS NOT NULL AND m.industry IS NOT DISTINCT FROM c.industry)
LEFT JOIN (FROM arrow_wish_words WHERE profile >= $first AND profile < $behind) AS w ON w.profile = s.profile AND w.kind = s.kind AND w.condition = s.condition
LEFT JOIN match_role_words AS r ON r.id = s.id AND r.condition = s.condition
-- What has no words moves the role all the same: its points are told, so that they add up.
WHERE t.says IS NOT NULL OR s.points > 0;

-- The same, the reasons of a role in one list.
CREATE OR REPLACE TEMP TABLE match_told AS
SELECT profile, rank, n, list(
    {'kind': kind, 'condition': condition, 'state': state, 'points': points, 'speaks': speaks, 'says': says, 'quote': quote} ORDER BY place
) AS reasons
FROM match_reasons
GROUP BY profile, rank, n;
