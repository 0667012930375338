-- Of each wish, which roles meet it, come near, or do not say. A role that is in none of its rows fails it.
CREATE OR REPLACE TEMP TABLE match_bits AS
WITH every AS (SELECT bitstring_agg(n, 0, $last) AS roles FROM match_roles),
none AS (SELECT bitstring('0', $last + 1) AS roles),
words AS (
    SELECT w.wish, CASE WHEN v.word IS NULL THEN 'unknown' ELSE 'met' END AS state, v.roles
    FROM match_wishes AS w
    JOIN match_words AS v ON v.condition = w.condition AND (v.word = w.word OR v.word IS NULL)
    WHERE w.condition IN ('work_mode', 'industries', 'levels', 'specialties', 'employment_types', 'training_programme', 'fresh', 'sure', 'salary_stated')
),
level AS (
    -- An employer whose industry is not known is of another: what is hard in one's own is not to aim for on the chance.
    SELECT
        w.wish,
        CASE WHEN v.level <> w.word THEN 'unclear' ELSE w.odds END AS state,
        v.roles
    FROM match_wishes AS w
    JOIN match_levels AS v
        ON w.word IN (v.level, v.runner_up)
        AND (w.own IS NULL OR w.own = (v.industry IS NOT DISTINCT FROM w.industry))
    WHERE w.condition = 'level'
),
industry AS (
    SELECT w.wish, CASE WHEN v.word IS NULL THEN 'unknown' ELSE 'met' END AS state, v.roles
    FROM match_wishes AS w
    JOIN match_words AS v ON v.condition = 'industries' AND (v.word = w.industry OR v.word IS NULL)
    WHERE w.condition = 'industry'
),
-- Of the years that somebody has, those that count for sure where a posting asks for years in some fields (in none: of any kind, or that is
-- not told), and those that perhaps do: whether years in another field count, only the employer knows. An expert's count at employers of the
-- industry that is known (`inside`), and nowhere else.
counted AS (
    SELECT
        w.wish, w.condition, w.amount, v.min_years, p.roles, p.inside,
        CASE
            WHEN list_contains(v.years_in, w.word) THEN greatest(w.amount, w.other_amount)
            WHEN v.years_in = [] OR list_contains(v.years_in, 'product') THEN w.amount
            ELSE 0
        END AS sure,
        CASE
            WHEN (v.years_in = [] AND (w.own OR p.inside)) OR (w.own AND v.years_in <> ['product']) THEN greatest(w.amount, w.other_amount)
            ELSE 0
        END AS perhaps
    FROM match_wishes AS w
    CROSS JOIN match_years AS v
    LEFT JOIN match_words AS i ON i.condition = 'industries' AND i.word = w.industry AND w.amount = 0
    CROSS JOIN LATERAL (
        VALUES (FALSE, CASE WHEN i.roles IS NULL THEN v.roles ELSE v.roles & (~i.roles) END), (TRUE, v.roles & i.roles)
    ) AS p(inside, roles)
    WHERE w.condition IN ('years', 'reach') AND p.roles IS NOT NULL
),
years AS (
    SELECT
        wish,
        CASE
            WHEN min_years IS NULL THEN 'unknown'
            WHEN amount >= 2 * min_years AND amount >= min_years + 5 THEN 'beneath'
            WHEN sure >= min_years THEN 'met'
            WHEN sure >= min_years - 1 THEN 'near'
            WHEN perhaps >= min_years THEN 'perhaps'
        END AS state,
        roles
    FROM counted
    WHERE condition = 'years'
),
-- Who has done no product work reaches further in the industry that is known: there an expert's years may take the place of others.
reach AS (
    SELECT wish, 'silent' AS state, roles
    FROM counted
    WHERE condition = 'reach'
        AND coalesce(min_years - greatest(sure, perhaps), 0)
        <= greatest($reach_years, coalesce($reach_share * min_years, 0), CASE WHEN inside THEN $reach_expert ELSE 0 END)
),
-- Whether all languages, or fields of knowledge, that are asked for are there.
spoken AS (
    SELECT
        w.wish, w.condition, w.words,
        bit_or(v.roles) AS asked,
        bit_or(v.roles) FILTER (WHERE NOT list_contains(w.words, v.word)) AS others,
        bit_or(v.roles) FILTER (WHERE v.word <> 'en') AS not_english
    FROM match_wishes AS w LEFT JOIN match_words AS v USING (condition)
    WHERE w.condition IN ('languages', 'knowledge')
    GROUP BY w.wish, w.condition, w.words
),
languages AS (
    SELECT wish, 'met' AS state, asked & (~coalesce(others, none.roles)) AS roles
    FROM spoken CROSS JOIN none WHERE condition = 'knowledge' OR len(words) > 0
    UNION ALL
    SELECT wish, CASE WHEN condition = 'knowledge' THEN 'unknown' ELSE 'silent' END, ~coalesce(asked, none.roles)
    FROM spoken CROSS JOIN none WHERE condition = 'knowledge' OR len(words) > 0
    -- Who reads this reads English.
    UNION ALL SELECT wish, 'free', ~coalesce(not_english, none.roles) FROM spoken CROSS JOIN none WHERE condition = 'languages' AND len(words) = 0
    UNION ALL SELECT wish, 'unknown', not_english FROM spoken WHERE condition = 'languages' AND len(words) = 0
),
studies AS (
    SELECT w.wish, CASE WHEN v.word IS NULL THEN 'silent' ELSE 'met' END AS state, v.roles
    FROM match_wishes AS w
    JOIN (
        SELECT word, roles FROM match_words WHERE condition = 'studies'
        UNION ALL
        SELECT NULL, ~coalesce((SELECT bit_or(roles) FROM match_words WHERE condition = 'studies'), none.roles) FROM none
    ) AS v ON v.word IS NULL OR list_contains(w.words, v.word)
    WHERE w.condition = 'studies'
),
asks AS (
    SELECT w.wish, s.state, CASE WHEN s.state = 'met' THEN v.roles WHEN v.roles IS NULL THEN every.roles ELSE every.roles & (~v.roles) END AS roles
    FROM match_wishes AS w
    CROSS JOIN every
    CROSS JOIN (VALUES ('met'), ('unknown')) AS s(state)
    LEFT JOIN match_words AS v ON v.condition = 'skills' AND v.word = w.condition
    WHERE w.condition IN ('analytics', 'research', 'strategy') AND (s.state = 'unknown' OR (w.own AND v.roles IS NOT NULL))
),
places AS (
    SELECT
        w.wish,
        CASE
            WHEN v.covered AND v.country IN ('*', w.country) THEN 'met'
            WHEN v.covered AND v.country IS NOT NULL THEN NULL
            WHEN v.country <> w.country OR v.region <> w.region OR v.city <> w.city THEN NULL
            WHEN (w.country IS NULL OR v.country IS NOT NULL) AND (w.city IS NULL OR v.city IS NOT NULL)
                AND (w.region IS NULL OR v.region IS NOT NULL OR w.city IS NOT NULL) THEN 'met'
            ELSE 'unknown'
        END AS state,
        v.roles
    FROM match_wishes AS w CROSS JOIN match_places AS v
    WHERE w.condition = 'places'
),
work_from AS (
    SELECT w.wish, CASE WHEN v.country IS NULL THEN 'unknown' ELSE 'met' END AS state, v.roles
    FROM match_wishes AS w JOIN match_countries AS v ON v.country IN ('*', w.country) OR v.country IS NULL
    WHERE w.condition = 'work_from'
),
visa AS (
    -- Where one may work anyway, or where it is not told, nobody needs to sponsor anything.
    SELECT w.wish, CASE WHEN v.country IS NULL THEN 'silent' ELSE 'free' END AS state, v.roles
    FROM match_wishes AS w JOIN match_countries AS v ON v.country IN ('*', w.country) OR v.country IS NULL
    WHERE w.condition = 'visa' AND w.country IS NOT NULL
    UNION ALL
    SELECT w.wish, CASE WHEN v.word IS NULL THEN 'unknown' ELSE 'met' END, v.roles
    FROM match_wishes AS w JOIN match_words AS v ON v.condition = 'visa' AND (v.word = 'yes' OR v.word IS NULL)
    WHERE w.condition = 'visa' AND w.country IS NULL
),
-- A role belongs to the highest pay asked for that it reaches; what reaches a higher one reaches all below it.
reached AS (
    SELECT w.wish, bitstring_agg(r.n, 0, $last) AS roles
    -- An ASOF join takes a null for the largest.
    FROM (SELECT n, salary.currency AS currency, coalesce(salary.year_max, salary.year_min) AS pay FROM match_roles WHERE pay IS NOT NULL) AS r
    ASOF JOIN (FROM match_wishes WHERE condition = 'salary') AS w ON w.word = r.currency AND r.pay >= w.amount
    GROUP BY w.wish
),
pay AS (
    SELECT w.wish, 'met' AS state, bit_or(r.roles) OVER (PARTITION BY w.word ORDER BY w.amount DESC, w.wish) AS roles
    FROM match_wishes AS w LEFT JOIN reached AS r USING (wish)
    WHERE w.condition = 'salary'
    UNION ALL
    SELECT w.wish, 'unknown', CASE WHEN v.roles IS NULL THEN every.roles ELSE every.roles & (~v.roles) END
    FROM match_wishes AS w CROSS JOIN every LEFT JOIN match_words AS v ON v.condition = 'currency' AND v.word = w.word
    WHERE w.condition = 'salary'
),
age AS (
    SELECT w.wish, 'met' AS state, v.roles
    FROM match_wishes AS w JOIN match_opened AS v ON v.opened_night > $night - w.amount::INTEGER
    WHERE w.condition IN ('new', 'opened_within_days')
),
named AS (
    SELECT w.wish, bitstring_agg(r.n, 0, $last) AS roles
    FROM (SELECT wish, unnest(words) AS words FROM match_wishes WHERE condition IN ('companies', 'avoid_companies')) AS w
    JOIN match_roles AS r ON r.company_words = w.words
    GROUP BY w.wish
),
companies AS (
    SELECT wish, 'met' AS state, roles FROM named JOIN match_wishes AS w USING (wish) WHERE w.condition = 'companies'
    UNION ALL
    SELECT w.wish, 'silent', CASE WHEN n.roles IS NULL THEN every.roles ELSE every.roles & (~n.roles) END
    FROM match_wishes AS w CROSS JOIN every LEFT JOIN named AS n USING (wish)
    WHERE w.condition = 'avoid_companies'
),
titles AS (
    SELECT w.wish, 'met' AS state, bitstring_agg(r.n, 0, $last) AS roles
    FROM match_wishes AS w JOIN match_roles AS r ON contains(' ' || r.title_words || ' ', ' ' || w.word || ' ')
    WHERE w.condition = 'title_words'
    GROUP BY w.wish
),
-- Product work that builds on technical knowledge is far from who comes from elsewhere (`own` is false then).
technical AS (
    SELECT w.wish, 'met' AS state, CASE WHEN w.own THEN every.roles ELSE ~coalesce(v.roles, none.roles) END AS roles
    FROM match_wishes AS w
    CROSS JOIN every
    CROSS JOIN none
    CROSS JOIN (
        SELECT bit_or(roles) AS roles FROM match_words WHERE condition = 'specialties' AND word IN ('ai', 'data', 'platform', 'technical')
    ) AS v
    WHERE w.condition = 'technical'
),
internships AS (
    -- Meant for people who study, or have just done so; of those some are too late, as many ask for somebody who is enrolled.
    SELECT w.wish, s.state, CASE WHEN s.state = 'near' THEN v.roles WHEN v.roles IS NULL THEN every.roles ELSE every.roles & (~v.roles) END AS roles
    FROM match_wishes AS w
    CROSS JOIN every
    CROSS JOIN (VALUES ('met'), ('near')) AS s(state)
    LEFT JOIN match_words AS v ON v.condition = 'internship'
    WHERE w.condition = 'internship' AND (s.state = 'met' OR w.own)
),
found AS (
    FROM words UNION ALL FROM level UNION ALL FROM industry UNION ALL FROM years UNION ALL FROM asks UNION ALL FROM places UNION ALL FROM work_from
    UNION ALL FROM visa UNION ALL FROM pay UNION ALL FROM age UNION ALL FROM companies UNION ALL FROM titles
    UNION ALL FROM internships UNION ALL FROM reach UNION ALL FROM languages UNION ALL FROM studies UNION ALL FROM technical
)
SELECT wish, state, bit_or(roles) AS roles FROM found WHERE state IS NOT NULL AND roles IS NOT NULL GROUP BY ALL;
