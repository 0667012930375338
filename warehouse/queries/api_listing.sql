-- What the query API reads of the feed, newest first: the place of a role in this order is its number in everything else that is read.
-- Without the roles themselves, which are most of it (api_texts.sql).
CREATE TEMP TABLE listing AS
SELECT
    (row_number() OVER (ORDER BY first_seen DESC, id) - 1)::INTEGER AS position,
    * EXCLUDE (role, search),
    strip_accents(lower(company)) AS company_key,
    coalesce(salary_year_min, salary_year_max) AS pays_from,
    coalesce(salary_year_max, salary_year_min) AS pays_to,
    trim(regexp_replace(search, '[^\p{L}\p{N}]+', ' ', 'g')) AS plain,
    trim(regexp_replace(strip_accents(lower(title)), '[^\p{L}\p{N}]+', ' ', 'g')) AS plain_title
FROM published.feed_roles
ORDER BY position
