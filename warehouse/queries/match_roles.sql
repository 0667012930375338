-- The open roles, numbered from the newest on, with what matching asks of them. `arrow_folded` has their titles and companies folded.
CREATE OR REPLACE TEMP TABLE match_roles AS
WITH read AS (
    SELECT
        id,
        opened_night,
        json_transform(
            role,
            '{
                "industry": "VARCHAR", "level": "VARCHAR", "runner_up": "VARCHAR", "unclear": "BOOLEAN", "stale": "BOOLEAN", "work_mode": "VARCHAR",
                "specialties": ["VARCHAR"], "employment_types": ["VARCHAR"], "training_programme": "BOOLEAN", "applicant_location": ["VARCHAR"],
                "places_read": [{"city": "VARCHAR", "region": "VARCHAR", "country": "VARCHAR"}],
                "salary": {"currency": "VARCHAR", "year_min": "DOUBLE", "year_max": "DOUBLE"}, "min_years": "DOUBLE", "years_are_pm": "BOOLEAN", "years_in": ["VARCHAR"],
                "first_seen": "DATE", "skills": [{"name": "VARCHAR"}], "languages": [{"language": "VARCHAR"}], "knowledge": [{"name": "VARCHAR"}], "studies": {"stated": "VARCHAR"},
                "visa_sponsorship": {"stated": "VARCHAR"}
            }'
        ) AS r
    FROM feed_roles
)
SELECT
    -- In the order of the index that browsers read, so that roles of equal points stand in the same order there.
    (row_number() OVER (ORDER BY r.first_seen DESC, id) - 1)::INTEGER AS n,
    id,
    opened_night,
    f.title AS title_words,
    f.company AS company_words,
    r.* EXCLUDE (studies),
    list_contains(r.employment_types, 'INTERN') OR regexp_matches(f.title, '\b(intern|interns|internship|internships)\b') AS internship,
    -- An internship is meant for people who study, or have just done so, whether it says so or not.
    coalesce(r.studies.stated, CASE WHEN internship THEN 'recent' END) AS studies
FROM read
JOIN arrow_folded AS f USING (id);
