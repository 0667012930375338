-- For every value of one field that roles are looked for by, the roles that have it. `key` is what it is compared by: lower case, without accents.
WITH stated AS (
    SELECT position, 'level' AS field, level AS term FROM listing
    UNION ALL SELECT position, 'industry', industry FROM listing
    UNION ALL SELECT position, 'company', company FROM listing
    UNION ALL SELECT position, 'work_mode', work_mode FROM listing
    UNION ALL SELECT position, 'source', source FROM listing
    UNION ALL SELECT position, 'currency', salary_currency FROM listing
    UNION ALL SELECT position, 'country', unnest(list_distinct(countries)) FROM listing
    UNION ALL SELECT position, 'region', unnest(list_distinct(regions)) FROM listing
    UNION ALL SELECT position, 'city', unnest(list_distinct(cities)) FROM listing
    UNION ALL SELECT position, 'from', unnest(list_distinct(applicant_location)) FROM listing
    UNION ALL SELECT position, 'specialty', unnest(list_distinct(specialties)) FROM listing
    UNION ALL SELECT position, 'word', unnest(list_distinct(string_split(plain, ' '))) FROM listing
    UNION ALL SELECT position, 'title_word', unnest(list_distinct(string_split(plain_title, ' '))) FROM listing
)
SELECT term, strip_accents(lower(term)) AS key, list(position) AS positions
FROM stated
WHERE field = $field AND term <> ''
GROUP BY term
ORDER BY key, term
