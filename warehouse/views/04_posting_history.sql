-- One row per posting of a product-management role and span of nights in which what it says, its level and its state stayed the same.
-- Published as a table, ordered by posting_key, valid_from.
CREATE OR REPLACE VIEW posting_history AS
WITH versions AS (
    SELECT
        v.posting_key, v.valid_from, v.title, v.title_stated, v.department, v.job_location, v.places, v.work_mode,
        v.work_mode_text, v.applicant_location, v.employment_type, v.employment_types, v.base_salary_min, v.base_salary_max, v.salary_currency,
        v.salary_unit, v.salary_text, v.salary_year_min, v.salary_year_max, v.salary_from_text, v.url
    FROM store.posting_versions AS v
    SEMI JOIN store.role_postings AS rp USING (posting_key)
    UNION ALL
    SELECT
        p.posting_key, p.valid_from, p.title, p.title_stated, p.department, p.job_location, p.places, p.work_mode,
        p.work_mode_text, p.applicant_location, p.employment_type, p.employment_types, p.base_salary_min, p.base_salary_max, p.salary_currency,
        p.salary_unit, p.salary_text, p.salary_year_min, p.salary_year_max, p.salary_from_text, p.url
    FROM store.postings AS p
    SEMI JOIN store.role_postings AS rp USING (posting_key)
),
states AS (
    SELECT
        e.posting_key, e.night AS valid_from,
        CASE e.kind WHEN 'closed' THEN 'closed' WHEN 'frozen' THEN 'frozen' ELSE 'open' END AS state
    FROM store.events AS e
    SEMI JOIN store.role_postings AS rp USING (posting_key)
    JOIN store.runs AS r USING (run_id)
    WHERE e.kind IN ('opened', 'reopened', 'thawed', 'frozen', 'closed')
    QUALIFY row_number() OVER (PARTITION BY e.posting_key, e.night ORDER BY r.sequence DESC, e.kind = 'closed' DESC) = 1
),
levels AS (
    SELECT b.*
    FROM store.posting_levels AS b
    SEMI JOIN store.role_postings AS rp USING (posting_key)
),
bounds AS (
    SELECT posting_key, valid_from FROM versions
    UNION
    SELECT posting_key, valid_from FROM states
    UNION
    SELECT posting_key, valid_from FROM levels
    UNION
    SELECT posting_key, valid_to FROM levels WHERE valid_to IS NOT NULL
),
spans AS (
    SELECT b.posting_key, b.valid_from, lead(b.valid_from) OVER (PARTITION BY b.posting_key ORDER BY b.valid_from) AS valid_to
    FROM bounds AS b
)
SELECT
    rp.role_id, s.posting_key, s.valid_from, s.valid_to, t.state, v.title, v.title_stated, p.hiring_organization AS company, p.industry,
    v.department, v.job_location, v.places, v.work_mode, v.work_mode_text, v.applicant_location, v.employment_type, v.employment_types, v.base_salary_min,
    v.base_salary_max, v.salary_currency, v.salary_unit, v.salary_text, v.salary_year_min, v.salary_year_max, v.salary_from_text, v.url,
    l.family, l.level, l.rulebook, l.classification_id, l.correction_id, rp.first_party, p.first_seen
FROM spans AS s
JOIN store.role_postings AS rp USING (posting_key)
JOIN store.shown_postings AS p USING (posting_key)
ASOF LEFT JOIN versions AS v ON v.posting_key = s.posting_key AND s.valid_from >= v.valid_from
ASOF JOIN states AS t ON t.posting_key = s.posting_key AND s.valid_from >= t.valid_from
-- Before it was taken for product management, and after, it has no history here.
ASOF JOIN levels AS l ON l.posting_key = s.posting_key AND s.valid_from >= l.valid_from
WHERE l.valid_to IS NULL OR l.valid_to > s.valid_from;

COMMENT ON VIEW posting_history IS 'One row per posting of a product-management role and span of nights in which what it says, its level and its state stayed the same.';
COMMENT ON COLUMN posting_history.role_id IS 'The role it belongs to.';
COMMENT ON COLUMN posting_history.posting_key IS 'The posting.';
COMMENT ON COLUMN posting_history.valid_from IS 'First night of the span.';
COMMENT ON COLUMN posting_history.valid_to IS 'The night on which the next span begins: the first one not included; null where this one lasts.';
COMMENT ON COLUMN posting_history.state IS 'open, frozen (its board could not be read soundly) or closed.';
COMMENT ON COLUMN posting_history.title IS 'As stated then, without marks of gender and numbers of requisitions; null, as all that is stated, where versions of that time were dropped.';
COMMENT ON COLUMN posting_history.title_stated IS 'The title as stated then, where that is not the title; else null.';
COMMENT ON COLUMN posting_history.company IS 'The employer''s name, as it is shown now.';
COMMENT ON COLUMN posting_history.industry IS 'The employer''s industry, as it is shown now.';
COMMENT ON COLUMN posting_history.department IS 'As stated then.';
COMMENT ON COLUMN posting_history.job_location IS 'Places as stated then.';
COMMENT ON COLUMN posting_history.places IS 'The places as read: city, region (both by name) and country (ISO 3166-1 code), each null where it is not told; what names no one place is left out. Null where they were not read yet.';
COMMENT ON COLUMN posting_history.work_mode IS 'remote, hybrid, onsite or unknown, as stated by the board or else in the text.';
COMMENT ON COLUMN posting_history.work_mode_text IS 'The sentence that tells the way of working, where the board stated none; null elsewhere.';
COMMENT ON COLUMN posting_history.applicant_location IS 'Where one may work from when remote: ISO 3166-1 codes, or names such as EMEA or Worldwide.';
COMMENT ON COLUMN posting_history.employment_type IS 'As stated then.';
COMMENT ON COLUMN posting_history.employment_types IS 'employment_type in the values of schema.org: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER.';
COMMENT ON COLUMN posting_history.base_salary_min IS 'As stated then.';
COMMENT ON COLUMN posting_history.base_salary_max IS 'As stated then.';
COMMENT ON COLUMN posting_history.salary_currency IS 'ISO 4217 code, as stated then.';
COMMENT ON COLUMN posting_history.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN posting_history.salary_text IS 'The salary as stated then, in words.';
COMMENT ON COLUMN posting_history.salary_year_min IS 'What base_salary_min comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN posting_history.salary_year_max IS 'What base_salary_max comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN posting_history.salary_from_text IS 'Whether the pay was read from the text, as the board stated none.';
COMMENT ON COLUMN posting_history.url IS 'The posting''s page then, http(s) only.';
COMMENT ON COLUMN posting_history.family IS 'pm, or not_pm.';
COMMENT ON COLUMN posting_history.level IS 'The level that stood then; null when the family is not_pm.';
COMMENT ON COLUMN posting_history.rulebook IS 'Version of the rulebook that first gave this verdict on it.';
COMMENT ON COLUMN posting_history.classification_id IS 'The verdict.';
COMMENT ON COLUMN posting_history.correction_id IS 'The correction that overrode it; null where none did.';
COMMENT ON COLUMN posting_history.first_party IS 'Whether it stands on the employer''s own board; false for an aggregator''s copy.';
COMMENT ON COLUMN posting_history.first_seen IS 'First night on which the posting was there.';
