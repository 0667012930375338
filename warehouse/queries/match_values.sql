-- What roles say, each different thing once, with the roles that say it as bits: role n is bit n.
CREATE OR REPLACE TEMP TABLE match_levels AS
SELECT level, CASE WHEN unclear THEN runner_up END AS runner_up, industry, bitstring_agg(n, 0, $last) AS roles
FROM match_roles GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE match_years AS
SELECT min_years, CASE WHEN coalesce(years_are_pm, true) THEN ['product'] ELSE coalesce(years_in, []) END AS years_in, bitstring_agg(n, 0, $last) AS roles FROM match_roles GROUP BY ALL;

-- Where roles are, and from where they may be done: `covered` says the latter, '*' is anywhere, nulls are what is not told.
CREATE OR REPLACE TEMP TABLE match_stated AS
WITH named AS (
    SELECT n, place.city, place.region, place.country, false AS covered
    FROM (SELECT n, unnest(places_read) AS place FROM match_roles)
    UNION ALL
    SELECT
        s.n, NULL, NULL,
        CASE
            WHEN s.name = 'Worldwide' THEN '*'
            WHEN a.country IS NULL AND regexp_full_match(s.name, '[A-Z]{2}(-\w{1,3})?') THEN s.name[:2]
            ELSE a.country
        END,
        true
    FROM (SELECT n, unnest(applicant_location) AS name FROM match_roles WHERE work_mode IN ('remote', 'unknown')) AS s
    LEFT JOIN arrow_areas AS a ON a.area = s.name
)
SELECT DISTINCT n, s.city, s.region, s.country, coalesce(s.covered, false) AS covered
FROM match_roles LEFT JOIN named AS s USING (n);

CREATE OR REPLACE TEMP TABLE match_places AS
SELECT city, region, country, covered, bitstring_agg(n, 0, $last) AS roles FROM match_stated GROUP BY ALL;

-- The countries in which somebody must be allowed to work; of a role that says from where it may be done, those.
CREATE OR REPLACE TEMP TABLE match_countries AS
WITH named AS (SELECT n, country, covered, bool_or(covered) OVER (PARTITION BY n) AS any_covered FROM match_stated)
SELECT country, bitstring_agg(n, 0, $last) AS roles FROM named WHERE covered = any_covered GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE match_opened AS
SELECT opened_night, bitstring_agg(n, 0, $last) AS roles FROM match_roles GROUP BY ALL;

-- What is one word of a few: null stands for "not stated".
CREATE OR REPLACE TEMP TABLE match_words AS
WITH said AS (
    SELECT n, 'work_mode' AS condition, CASE WHEN work_mode <> 'unknown' THEN work_mode END AS word FROM match_roles
    UNION ALL SELECT n, 'industries', industry FROM match_roles
    UNION ALL SELECT n, 'levels', level FROM match_roles
    UNION ALL SELECT n, 'specialties', unnest(coalesce(specialties, [])) FROM match_roles
    UNION ALL SELECT n, 'employment_types', unnest(CASE WHEN len(employment_types) > 0 THEN employment_types ELSE [NULL] END) FROM match_roles
    UNION ALL SELECT n, 'skills', unnest(list_transform(coalesce(skills, []), lambda skill: skill.name)) FROM match_roles
    UNION ALL SELECT n, 'training_programme', 'yes' FROM match_roles WHERE training_programme
    UNION ALL SELECT n, 'fresh', 'yes' FROM match_roles WHERE NOT stale
    UNION ALL SELECT n, 'sure', 'yes' FROM match_roles WHERE NOT unclear
    UNION ALL SELECT n, 'internship', 'yes' FROM match_roles WHERE internship
    UNION ALL SELECT n, 'languages', unnest(list_transform(coalesce(languages, []), lambda one: one.language)) FROM match_roles
    UNION ALL SELECT n, 'knowledge', unnest(list_transform(coalesce(knowledge, []), lambda one: one.name)) FROM match_roles
    UNION ALL SELECT n, 'studies', studies FROM match_roles WHERE studies IS NOT NULL
    UNION ALL SELECT n, 'visa', visa_sponsorship.stated FROM match_roles
    UNION ALL SELECT n, 'salary_stated', 'yes' FROM match_roles WHERE salary IS NOT NULL
    UNION ALL SELECT n, 'currency', salary.currency FROM match_roles WHERE coalesce(salary.year_max, salary.year_min) IS NOT NULL
)
SELECT condition, word, bitstring_agg(n, 0, $last) AS roles FROM said GROUP BY ALL;
