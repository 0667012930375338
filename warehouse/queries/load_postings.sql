-- What the boards that were read hold, against what was known: events and versions first, while the old rows still stand.
-- A field that is read from what is stated (places, kinds of employment, pay a year, a title without its marks, language, pay or way of
-- working told by the text alone) is no news when only the reading changed: the row follows, without an event. So is a date that the employer moves.
CREATE OR REPLACE TEMP TABLE edits AS
SELECT
    p.posting_key,
    p.title AS title_before,
    s.title,
    list_filter([
        CASE WHEN p.title <> s.title AND nfc_normalize(coalesce(p.title_stated, p.title)) <> nfc_normalize(coalesce(s.title_stated, s.title)) THEN 'title' END,
        CASE WHEN w.kind = 'news' THEN 'description' END,
        CASE WHEN p.department IS DISTINCT FROM s.department THEN 'department' END,
        CASE WHEN list_sort(p.job_location) IS DISTINCT FROM list_sort(s.job_location) THEN 'job_location' END,
        CASE WHEN if(p.work_mode_text IS NULL, p.work_mode, 'unknown') IS DISTINCT FROM if(s.work_mode_text IS NULL, s.work_mode, 'unknown') THEN 'work_mode' END,
        CASE WHEN p.employment_type IS DISTINCT FROM s.employment_type THEN 'employment_type' END,
        CASE WHEN if(p.salary_from_text, NULL, p.base_salary_min) IS DISTINCT FROM if(s.salary_from_text, NULL, s.base_salary_min) THEN 'base_salary_min' END,
        CASE WHEN if(p.salary_from_text, NULL, p.base_salary_max) IS DISTINCT FROM if(s.salary_from_text, NULL, s.base_salary_max) THEN 'base_salary_max' END,
        CASE WHEN if(p.salary_from_text, NULL, p.salary_currency) IS DISTINCT FROM if(s.salary_from_text, NULL, s.salary_currency) THEN 'salary_currency' END,
        CASE WHEN if(p.salary_from_text, NULL, p.salary_unit) IS DISTINCT FROM if(s.salary_from_text, NULL, s.salary_unit) THEN 'salary_unit' END,
        CASE WHEN if(p.salary_from_text, NULL, p.salary_text) IS DISTINCT FROM if(s.salary_from_text, NULL, s.salary_text) THEN 'salary_text' END,
        CASE WHEN if(p.language_from_text, NULL, p.in_language) IS DISTINCT FROM if(s.language_from_text, NULL, s.in_language) THEN 'in_language' END,
        CASE WHEN p.url IS DISTINCT FROM s.url THEN 'url' END,
        CASE WHEN p.apply_url IS DISTINCT FROM s.apply_url THEN 'apply_url' END
    ], lambda field: field IS NOT NULL) AS fields,
    coalesce(w.kind = 'template', false) AS template_moved
FROM known AS p
JOIN arrow_changed AS s USING (posting_key)
LEFT JOIN arrow_rewordings AS w USING (posting_key);

INSERT INTO store.events BY NAME
SELECT getvariable('night') AS night, getvariable('run_id') AS run_id, posting_key, kind, fields, before, after, title
FROM (
    SELECT posting_key, 'opened' AS kind, []::VARCHAR[] AS fields, NULL::VARCHAR AS before, NULL::VARCHAR AS after, title
    FROM changes
    WHERE opened
    UNION ALL
    SELECT posting_key, 'reopened', [], NULL, NULL, title FROM changes WHERE reopened
    UNION ALL
    SELECT posting_key, 'thawed', [], NULL, NULL, title FROM changes WHERE thawed
    UNION ALL
    SELECT posting_key, 'retitled', ['title'], title_before, title, title FROM edits WHERE list_contains(fields, 'title')
    UNION ALL
    SELECT posting_key, 'edited', list_filter(fields, lambda field: field <> 'title'), NULL, NULL, title
    FROM edits
    WHERE len(list_filter(fields, lambda field: field <> 'title')) > 0
    UNION ALL
    SELECT posting_key, 'template_edited', ['description'], NULL, NULL, title FROM edits WHERE template_moved
);

-- A version that began tonight was no version of any night: it is written over.
INSERT INTO store.posting_versions BY NAME
SELECT
    p.posting_key, p.valid_from, getvariable('night') AS valid_to, getvariable('run_id') AS run_id,
    p.title, p.title_stated, p.description, p.hiring_organization, p.industry, p.department, p.job_location, p.places, p.work_mode,
    p.work_mode_text, p.applicant_location, p.employment_type, p.employment_types, p.base_salary_min, p.base_salary_max, p.salary_currency, p.salary_unit,
    p.salary_text, p.salary_year_min, p.salary_year_max, p.salary_from_text, p.date_posted, p.date_posted_relative, p.valid_through,
    p.date_modified, p.in_language, p.language_from_text, p.url, p.apply_url, p.is_candidate, p.reading_hash
FROM known AS p
JOIN edits AS e USING (posting_key)
WHERE len(e.fields) > 0 AND p.valid_from < getvariable('night');

-- The whole row is written only where it differs: a night mostly finds what it found before, and a row with a list in it is
-- written anew as a whole (with it the file was half as large again after some nights).
UPDATE store.postings AS p
SET
    title = s.title,
    title_stated = s.title_stated,
    description = s.description,
    hiring_organization = s.hiring_organization,
    industry = s.industry,
    department = s.department,
    job_location = s.job_location,
    places = s.places,
    work_mode = s.work_mode,
    work_mode_text = s.work_mode_text,
    applicant_location = s.applicant_location,
    employment_type = s.employment_type,
    employment_types = s.employment_types,
    base_salary_min = s.base_salary_min,
    base_salary_max = s.base_salary_max,
    salary_currency = s.salary_currency,
    salary_unit = s.salary_unit,
    salary_text = s.salary_text,
    salary_year_min = s.salary_year_min,
    salary_year_max = s.salary_year_max,
    salary_from_text = s.salary_from_text,
    date_posted = s.date_posted,
    date_posted_relative = s.date_posted_relative,
    valid_through = s.valid_through,
    date_modified = s.date_modified,
    in_language = s.in_language,
    language_from_text = s.language_from_text,
    url = s.url,
    apply_url = s.apply_url,
    found_at = s.found_at,
    is_candidate = s.is_candidate,
    description_hash = s.description_hash,
    reading_hash = s.reading_hash,
    row_hash = s.row_hash,
    valid_from = CASE WHEN len(s.fields) > 0 THEN getvariable('night') ELSE p.valid_from END
FROM (SELECT a.*, e.fields FROM arrow_changed AS a JOIN edits AS e USING (posting_key)) AS s
WHERE p.posting_key = s.posting_key;

UPDATE store.postings AS p
SET
    state = 'open',
    unknown_since = NULL,
    closed_at = NULL,
    closed_because = NULL,
    times_reopened = p.times_reopened + c.reopened::INTEGER,
    reopened_at = CASE WHEN c.reopened THEN getvariable('night') ELSE p.reopened_at END
FROM changes AS c
WHERE p.posting_key = c.posting_key AND p.state <> 'open';

UPDATE store.postings AS p
SET last_seen = getvariable('night'), absences = 0, last_absent = NULL
FROM staged_postings AS s
JOIN judged_reads AS r USING (board_key)
WHERE p.posting_key = s.posting_key AND r.state = 'read';

INSERT INTO store.postings BY NAME
SELECT
    s.*,
    getvariable('night') AS first_seen, getvariable('night') AS last_seen, 0 AS absences, 'open' AS state,
    getvariable('night') AS valid_from
FROM arrow_opened AS s;

DELETE FROM store.description_blocks WHERE posting_key IN (SELECT posting_key FROM arrow_blocks);
INSERT INTO store.description_blocks FROM arrow_blocks;
