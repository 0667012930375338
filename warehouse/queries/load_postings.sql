-- What the boards that were read hold, against what was known: events first, while the old rows still stand.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT s.*
FROM staged_postings AS s
JOIN judged_reads AS r USING (board_key)
WHERE r.state = 'read';

INSERT INTO store.events BY NAME
WITH changes AS (
    SELECT
        s.posting_key,
        s.title,
        p.posting_key IS NULL AS opened,
        coalesce(p.state = 'closed', false) AS reopened,
        coalesce(p.title <> s.title, false) AS retitled,
        p.title AS title_before,
        CASE WHEN p.content_hash <> s.content_hash THEN list_filter([
            CASE WHEN p.description_hash IS DISTINCT FROM s.description_hash THEN 'description' END,
            CASE WHEN p.department IS DISTINCT FROM s.department THEN 'department' END,
            CASE WHEN list_sort(p.job_location) IS DISTINCT FROM list_sort(s.job_location) THEN 'job_location' END,
            CASE WHEN p.work_mode IS DISTINCT FROM s.work_mode THEN 'work_mode' END,
            CASE WHEN p.employment_type IS DISTINCT FROM s.employment_type THEN 'employment_type' END,
            CASE WHEN p.base_salary_min IS DISTINCT FROM s.base_salary_min THEN 'base_salary_min' END,
            CASE WHEN p.base_salary_max IS DISTINCT FROM s.base_salary_max THEN 'base_salary_max' END,
            CASE WHEN p.salary_currency IS DISTINCT FROM s.salary_currency THEN 'salary_currency' END,
            CASE WHEN p.salary_unit IS DISTINCT FROM s.salary_unit THEN 'salary_unit' END,
            CASE WHEN p.salary_text IS DISTINCT FROM s.salary_text THEN 'salary_text' END,
            CASE WHEN p.in_language IS DISTINCT FROM s.in_language THEN 'in_language' END,
            CASE WHEN p.url IS DISTINCT FROM s.url THEN 'url' END,
            CASE WHEN p.apply_url IS DISTINCT FROM s.apply_url THEN 'apply_url' END
        ], lambda field: field IS NOT NULL) ELSE [] END AS fields
    FROM seen AS s
    LEFT JOIN store.postings AS p USING (posting_key)
)
SELECT
    getvariable('night') AS night,
    getvariable('run_id') AS run_id,
    posting_key, kind, fields, title_before, title
FROM (
    SELECT posting_key, 'opened' AS kind, []::VARCHAR[] AS fields, NULL::VARCHAR AS title_before, title FROM changes WHERE opened
    UNION ALL
    SELECT posting_key, 'reopened', [], NULL, title FROM changes WHERE reopened
    UNION ALL
    SELECT posting_key, 'retitled', ['title'], title_before, title FROM changes WHERE retitled
    UNION ALL
    SELECT posting_key, 'edited', fields, NULL, title FROM changes WHERE len(fields) > 0
);

-- The whole row is written only where it differs: a night mostly finds what it found before, and a row with a list in it is
-- written anew as a whole (with it the file was half as large again after some nights).
UPDATE store.postings AS p
SET
    title = s.title,
    description = s.description,
    hiring_organization = s.hiring_organization,
    industry = s.industry,
    department = s.department,
    job_location = s.job_location,
    work_mode = s.work_mode,
    employment_type = s.employment_type,
    base_salary_min = s.base_salary_min,
    base_salary_max = s.base_salary_max,
    salary_currency = s.salary_currency,
    salary_unit = s.salary_unit,
    salary_text = s.salary_text,
    date_posted = s.date_posted,
    date_modified = s.date_modified,
    in_language = s.in_language,
    url = s.url,
    apply_url = s.apply_url,
    is_candidate = s.is_candidate,
    description_hash = s.description_hash,
    reading_hash = s.reading_hash,
    content_hash = s.content_hash
FROM seen AS s
WHERE p.posting_key = s.posting_key
    AND (
        p.content_hash <> s.content_hash
        OR p.description IS DISTINCT FROM s.description
        OR p.hiring_organization IS DISTINCT FROM s.hiring_organization
        OR p.industry IS DISTINCT FROM s.industry
        OR p.job_location IS DISTINCT FROM s.job_location
        OR p.date_posted IS DISTINCT FROM s.date_posted
        OR p.date_modified IS DISTINCT FROM s.date_modified
        OR p.is_candidate IS DISTINCT FROM s.is_candidate
    );

UPDATE store.postings AS p
SET last_seen = getvariable('night'), absences = 0, last_absent = NULL, closed_at = NULL, state = 'open'
FROM seen AS s
WHERE p.posting_key = s.posting_key;

INSERT INTO store.postings BY NAME
SELECT
    s.*,
    getvariable('night') AS first_seen, getvariable('night') AS last_seen, 0 AS absences, 'open' AS state
FROM seen AS s
ANTI JOIN store.postings AS p USING (posting_key);
