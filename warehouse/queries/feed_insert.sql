-- What readers were told of roles, with the columns by which they are looked for.
INSERT INTO feed_roles BY NAME
WITH read AS (
    SELECT
        t.*,
        json_transform(
            t.role,
            '{
                "title": "VARCHAR", "company": "VARCHAR", "industry": "VARCHAR", "level": "VARCHAR", "level_name": "VARCHAR", "confidence": "DOUBLE",
                "unclear": "BOOLEAN", "conflict": "BOOLEAN", "stale": "BOOLEAN", "apm_watch": "BOOLEAN", "work_mode": "VARCHAR", "specialties": ["VARCHAR"], "places": ["VARCHAR"],
                "places_read": [{"city": "VARCHAR", "region": "VARCHAR", "country": "VARCHAR"}], "applicant_location": ["VARCHAR"],
                "salary": {"currency": "VARCHAR", "year_min": "DOUBLE", "year_max": "DOUBLE"}, "posted": "DATE", "first_seen": "DATE", "source": "VARCHAR",
                "evidence": [{"quote": "VARCHAR"}]
            }'
        ) AS r
    FROM arrow_told AS t
)
SELECT
    id,
    sequence,
    opened,
    opened_night,
    role,
    r.title,
    r.company,
    r.industry,
    r.level,
    r.confidence,
    r.unclear,
    r.conflict,
    r.stale,
    r.apm_watch,
    r.work_mode,
    r.specialties,
    list_sort(list_distinct(list_transform(r.places_read, lambda place: place.country))) AS countries,
    list_sort(list_distinct(list_transform(r.places_read, lambda place: place.city))) AS cities,
    list_sort(list_distinct(list_transform(r.places_read, lambda place: place.region))) AS regions,
    r.applicant_location,
    r.salary.currency AS salary_currency,
    r.salary.year_min AS salary_year_min,
    r.salary.year_max AS salary_year_max,
    r.posted,
    r.first_seen,
    r.source,
    strip_accents(lower(concat_ws(
        ' ', r.title, r.company, r.industry, r.level_name, array_to_string(r.specialties, ' '), array_to_string(r.places, ' '),
        array_to_string(list_transform(r.evidence, lambda found: found.quote), ' ')
    ))) AS search
FROM read;
