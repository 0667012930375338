-- One row per product-management role and span of nights in which what it shows stayed the same.
-- Published as a table, ordered by role_id, valid_from.
CREATE OR REPLACE VIEW roles_history AS
WITH spans AS (
    SELECT *
    FROM posting_history
    WHERE family = 'pm'
),
bounds AS (
    SELECT role_id, valid_from FROM spans
    UNION
    SELECT role_id, valid_to FROM spans WHERE valid_to IS NOT NULL
),
-- What a role shows on the night of each bound; nothing where none of its postings is there.
shown AS (
    SELECT
        b.role_id, b.valid_from AS night, s.*, count(s.posting_key) FILTER (WHERE s.state = 'open') OVER (PARTITION BY b.role_id, b.valid_from) AS open_postings,
        arg_min(s.work_mode, store.shown_order(s.state, s.first_party, s.first_seen, s.posting_key))
            FILTER (WHERE s.state <> 'closed' AND s.work_mode <> 'unknown' AND s.work_mode_text IS NULL)
            OVER (PARTITION BY b.role_id, b.valid_from) AS stated_mode
    FROM bounds AS b
    -- No OR here: with one DuckDB compares every bound with every span.
    LEFT JOIN spans AS s
        ON s.role_id = b.role_id AND s.valid_from <= b.valid_from AND coalesce(s.valid_to, DATE 'infinity') > b.valid_from
    QUALIFY row_number() OVER (
        PARTITION BY b.role_id, b.valid_from ORDER BY store.shown_order(s.state, s.first_party, s.first_seen, s.posting_key)
    ) = 1
),
facts AS (
    SELECT
        role_id, night, posting_key, state, level, title, company, industry, job_location, places,
        -- What a board states goes before what the shown posting's text tells.
        CASE WHEN work_mode_text IS NULL THEN work_mode ELSE coalesce(stated_mode, work_mode) END AS work_mode,
        base_salary_min, base_salary_max, salary_currency, salary_unit, salary_year_min, salary_year_max, open_postings, rulebook,
        classification_id, correction_id
    FROM shown
),
moves AS (
    SELECT *
    FROM facts
    WINDOW role AS (PARTITION BY role_id ORDER BY night)
    QUALIFY row_number() OVER role = 1
        OR (posting_key, state, level, title, job_location, work_mode, open_postings)
            IS DISTINCT FROM lag((posting_key, state, level, title, job_location, work_mode, open_postings)) OVER role
        OR (base_salary_min, base_salary_max, salary_currency, salary_unit, classification_id, correction_id)
            IS DISTINCT FROM lag((base_salary_min, base_salary_max, salary_currency, salary_unit, classification_id, correction_id)) OVER role
),
ranges AS (
    SELECT *, lead(night) OVER (PARTITION BY role_id ORDER BY night) AS valid_to
    FROM moves
)
SELECT
    role_id, night AS valid_from, valid_to, state, level, title, company, industry, job_location AS places, places AS places_read, work_mode,
    base_salary_min AS salary_min, base_salary_max AS salary_max, salary_currency, salary_unit, salary_year_min, salary_year_max, open_postings, posting_key, rulebook,
    classification_id, correction_id
FROM ranges
WHERE posting_key IS NOT NULL;

COMMENT ON VIEW roles_history IS 'One row per product-management role and span of nights in which what it shows stayed the same.';
COMMENT ON COLUMN roles_history.role_id IS 'The role.';
COMMENT ON COLUMN roles_history.valid_from IS 'First night of the span.';
COMMENT ON COLUMN roles_history.valid_to IS 'The night on which the next span begins: the first one not included; null where this one lasts.';
COMMENT ON COLUMN roles_history.state IS 'open, frozen (its board could not be read soundly) or closed.';
COMMENT ON COLUMN roles_history.level IS 'The level that stood then: apm, mid, senior, principal, group or above.';
COMMENT ON COLUMN roles_history.title IS 'Title as stated then; null, as all that is stated, where versions of that time were dropped.';
COMMENT ON COLUMN roles_history.company IS 'The employer''s name, as it is shown now.';
COMMENT ON COLUMN roles_history.industry IS 'The employer''s industry, as it is shown now.';
COMMENT ON COLUMN roles_history.places IS 'Places as stated then, of the posting shown.';
COMMENT ON COLUMN roles_history.places_read IS 'The places as read: city, region (both by name) and country (ISO 3166-1 code), each null where it is not told; what names no one place is left out. Null where they were not read yet.';
COMMENT ON COLUMN roles_history.work_mode IS 'remote, hybrid, onsite or unknown, as stated by the board or else in the text.';
COMMENT ON COLUMN roles_history.salary_min IS 'Least salary, as stated then.';
COMMENT ON COLUMN roles_history.salary_max IS 'Highest salary, as stated then.';
COMMENT ON COLUMN roles_history.salary_currency IS 'ISO 4217 code, as stated then.';
COMMENT ON COLUMN roles_history.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN roles_history.salary_year_min IS 'What salary_min comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN roles_history.salary_year_max IS 'What salary_max comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN roles_history.open_postings IS 'How many of its postings were open.';
COMMENT ON COLUMN roles_history.posting_key IS 'The posting shown then.';
COMMENT ON COLUMN roles_history.rulebook IS 'Version of the rulebook that first gave this verdict on it.';
COMMENT ON COLUMN roles_history.classification_id IS 'The verdict that stood then.';
COMMENT ON COLUMN roles_history.correction_id IS 'The correction that overrode it; null where none did.';
