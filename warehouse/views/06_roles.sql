-- One row per product-management role, open or closed, on the ladder or above it. What differs between a role's postings is taken from the first of its open ones.
-- Published as a table, ordered by state = 'closed', level, industry, first_seen DESC, role_id.
CREATE OR REPLACE VIEW roles AS
WITH bounds AS (
    SELECT
        0.5 AS unclear_below,   -- a level that is as likely wrong as right should not be shown as if it were known
        7 AS stale_after_days   -- a week without having been seen, whatever the reason
),
members AS (
    SELECT
        rp.role_id,
        p.*,
        v.* EXCLUDE (title, reading_hash, run_id, family, level, confidence, runner_up, basis),
        b.level,
        v.level AS classified_level,
        k.correction_id,
        -- What a person decided is not as likely wrong as right, and has no runner-up.
        CASE WHEN k.correction_id IS NULL THEN v.confidence ELSE 1 END AS confidence,
        CASE WHEN k.correction_id IS NULL THEN v.runner_up END AS runner_up,
        CASE
            WHEN k.correction_id IS NULL THEN v.basis
            ELSE printf('corrected: %s (the rulebook: %s)', k.reason, coalesce(v.level, 'no product-management role'))
        END AS basis,
        row_number() OVER (
            PARTITION BY rp.role_id ORDER BY store.shown_order(p.state, rp.first_party, p.first_seen, p.posting_key)
        ) AS place
    FROM store.role_postings AS rp
    JOIN store.shown_postings AS p USING (posting_key)
    JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
    JOIN store.current_verdicts AS v USING (reading_hash)
    LEFT JOIN store.corrections AS k ON k.correction_id = b.correction_id AND k.kind = 'level'
    WHERE b.family = 'pm'
),
live AS (
    SELECT *, (state <> 'closed') = bool_or(state <> 'closed') OVER (PARTITION BY role_id) AS tells_places
    FROM members
),
summary AS (
    SELECT
        role_id,
        count(*) AS postings,
        min(first_seen) AS first_seen,
        max(last_seen) AS last_seen,
        CASE WHEN bool_and(state = 'closed') THEN max(closed_at) END AS closed_at,
        sum(times_reopened)::BIGINT AS times_reopened,
        list_distinct(coalesce(flatten(list(job_location) FILTER (WHERE tells_places)), [])) AS all_places,
        list_distinct(flatten(list(coalesce(places, [])) FILTER (WHERE tells_places))) AS all_places_read,
        arg_min(work_mode, place) FILTER (WHERE state <> 'closed' AND work_mode <> 'unknown' AND work_mode_text IS NULL) AS stated_mode
    FROM live
    GROUP BY role_id
),
newest AS (
    SELECT max(night) AS night FROM store.runs WHERE state NOT IN ('held back', 'failed')
),
standing AS (
    SELECT role_id, sum(coalesce(valid_to, night) - valid_from)::BIGINT AS days_open
    FROM roles_history
    CROSS JOIN newest
    WHERE state <> 'closed'
    GROUP BY role_id
)
SELECT
    m.role_id,
    m.title,
    m.title_stated,
    m.hiring_organization AS company,
    m.industry,
    m.specialties,
    m.level,
    l.level_name,
    CASE
        WHEN m.confidence >= b.unclear_below THEN split_part(l.level_name, ',', 1)
        WHEN u.level IS NULL THEN 'unclear, perhaps ' || split_part(l.level_name, ',', 1)
        ELSE 'unclear, between ' || split_part(l.level_name, ',', 1) || ' and ' || split_part(u.level_name, ',', 1)
    END AS verdict,
    m.confidence,
    m.runner_up,
    m.conflict,
    m.classified_level,
    m.correction_id,
    m.confidence < b.unclear_below AS unclear,
    m.basis,
    m.zero_to_one,
    m.multiple_roadmaps,
    m.direct_reports,
    m.people_mentoring,
    m.training_programme,
    m.existing_product,
    m.company_strategy,
    m.min_years,
    m.years_are_pm,
    m.years_in,
    m.skills,
    m.visa_sponsorship,
    m.job_start,
    m.languages,
    m.studies,
    m.knowledge,
    m.job_location || list_sort(list_filter(s.all_places, lambda place: NOT list_contains(m.job_location, place))) AS places,
    coalesce(m.places, []) || list_sort(list_filter(s.all_places_read, lambda place: NOT list_contains(coalesce(m.places, []), place)))
        AS places_read,
    -- What a board states goes before what the shown posting's text tells.
    CASE WHEN m.work_mode_text IS NULL THEN m.work_mode ELSE coalesce(s.stated_mode, m.work_mode) END AS work_mode,
    CASE WHEN s.stated_mode IS NULL THEN m.work_mode_text END AS work_mode_text,
    m.applicant_location,
    m.employment_type,
    m.employment_types,
    m.department,
    m.base_salary_min AS salary_min,
    m.base_salary_max AS salary_max,
    m.salary_currency,
    m.salary_unit,
    m.salary_text,
    m.salary_year_min,
    m.salary_year_max,
    m.salary_from_text,
    m.in_language,
    m.date_posted::DATE AS posted,
    m.valid_through::DATE AS valid_through,
    s.first_seen,
    s.last_seen,
    s.closed_at,
    coalesce(d.days_open, 0) AS days_open,
    s.times_reopened,
    m.state,
    m.unknown_since,
    m.state = 'frozen' OR (m.state = 'open' AND s.last_seen < n.night - b.stale_after_days) AS stale,
    s.postings,
    m.url,
    m.apply_url,
    m.source,
    m.board,
    m.posting_key,
    m.classification_id,
    m.rulebook
FROM members AS m
JOIN summary AS s USING (role_id)
LEFT JOIN standing AS d USING (role_id)
LEFT JOIN store.levels AS l ON l.level = m.level
LEFT JOIN store.levels AS u ON u.level = m.runner_up
CROSS JOIN bounds AS b
CROSS JOIN newest AS n
WHERE m.place = 1;

COMMENT ON VIEW roles IS 'One row per product-management role, open or closed, on the ladder or above it. What differs between a role''s postings is taken from the first of its open ones.';
COMMENT ON COLUMN roles.role_id IS 'Name of the role, for ever: r and 16 hex digits.';
COMMENT ON COLUMN roles.title IS 'Without marks of gender, numbers of requisitions and doubled blanks.';
COMMENT ON COLUMN roles.title_stated IS 'The title as stated, where that is not the title; else null.';
COMMENT ON COLUMN roles.company IS 'The employer''s name.';
COMMENT ON COLUMN roles.industry IS 'The employer''s industry, from the list of boards.';
COMMENT ON COLUMN roles.specialties IS 'What kind of product management: ai, growth, platform, data, technical; empty where nothing says so.';
COMMENT ON COLUMN roles.level IS 'apm, mid, senior, principal, group, or above (director and higher: off the ladder).';
COMMENT ON COLUMN roles.level_name IS 'The level in plain words.';
COMMENT ON COLUMN roles.verdict IS 'The level as a person should read it: its name, or ''unclear, between A and B'' where the confidence is below 0.5.';
COMMENT ON COLUMN roles.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right; 1 where a person corrected it.';
COMMENT ON COLUMN roles.runner_up IS 'The next likely level.';
COMMENT ON COLUMN roles.conflict IS 'Whether the employer''s level word and the text disagree.';
COMMENT ON COLUMN roles.classified_level IS 'The level that the rulebook gives: another than level only where a person corrected it.';
COMMENT ON COLUMN roles.correction_id IS 'The correction that the level is of (view corrections); null where it is the rulebook''s.';
COMMENT ON COLUMN roles.unclear IS 'Whether the confidence is below 0.5.';
COMMENT ON COLUMN roles.basis IS 'One line: what the level rests on.';
COMMENT ON COLUMN roles.zero_to_one IS 'Launches something new from the ground up: yes, no or absent.';
COMMENT ON COLUMN roles.multiple_roadmaps IS 'Several products or roadmaps at a time: yes, no or absent.';
COMMENT ON COLUMN roles.direct_reports IS 'Has direct reports: yes, no (the posting says there are none) or absent.';
COMMENT ON COLUMN roles.people_mentoring IS 'Guides other product managers: yes, no or absent.';
COMMENT ON COLUMN roles.training_programme IS 'A rotation or training programme: yes, no or absent.';
COMMENT ON COLUMN roles.existing_product IS 'Owns a product that is live: yes, no or absent.';
COMMENT ON COLUMN roles.company_strategy IS 'Shapes the company''s strategy: yes, no or absent.';
COMMENT ON COLUMN roles.min_years IS 'Least years of experience asked for; null where none are stated.';
COMMENT ON COLUMN roles.years_are_pm IS 'Whether these are years of product management; null where none are stated.';
COMMENT ON COLUMN roles.years_in IS 'The fields in any of which these years may have been spent: product, technology, analytics, design, research, business; empty where any counts, or none is told, null where its verdict is older than this column.';
COMMENT ON COLUMN roles.skills IS 'What it asks of the applicant: analytics, research, strategy; empty where it asks for none of them, null where its verdict is older than this column.';
COMMENT ON COLUMN roles.visa_sponsorship IS 'Whether the posting says that visas are sponsored: yes, no (it says that they are not) or absent; null where its verdict is older than this column.';
COMMENT ON COLUMN roles.job_start IS 'When the job or programme starts, in the posting''s words (Summer 2027); null where it does not say.';
COMMENT ON COLUMN roles.languages IS 'Languages that it asks for outright (ISO 639-1); empty where none, null where its verdict is older than this column.';
COMMENT ON COLUMN roles.studies IS 'enrolled: only for who is enrolled in studies; recent: for who has just finished them; null where neither is said.';
COMMENT ON COLUMN roles.knowledge IS 'Fields of business or technology of which it asks for knowledge outright, by the names of industries, and software development; empty where none, null where its verdict is older than this column.';
COMMENT ON COLUMN roles.places IS 'Places as stated: of the role''s open postings, or of all once it is closed; those of the posting shown come first.';
COMMENT ON COLUMN roles.places_read IS 'The places as read: city, region (both by name) and country (ISO 3166-1 code), each null where it is not told; what names no one place is left out. Of the same postings as places.';
COMMENT ON COLUMN roles.work_mode IS 'remote, hybrid, onsite or unknown, as stated by the board or else in the text.';
COMMENT ON COLUMN roles.work_mode_text IS 'The sentence that tells the way of working, where the board states none; null elsewhere.';
COMMENT ON COLUMN roles.applicant_location IS 'Where one may work from when remote: ISO 3166-1 codes, or names such as EMEA or Worldwide.';
COMMENT ON COLUMN roles.employment_type IS 'As stated.';
COMMENT ON COLUMN roles.employment_types IS 'employment_type in the values of schema.org: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER.';
COMMENT ON COLUMN roles.department IS 'As stated.';
COMMENT ON COLUMN roles.salary_min IS 'Least salary, as stated, by the board or else in the text.';
COMMENT ON COLUMN roles.salary_max IS 'Highest salary, as stated, by the board or else in the text.';
COMMENT ON COLUMN roles.salary_currency IS 'ISO 4217 code, as stated.';
COMMENT ON COLUMN roles.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN roles.salary_text IS 'The salary as stated, in words; where the pay was read from the text, the sentence.';
COMMENT ON COLUMN roles.salary_year_min IS 'What salary_min comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN roles.salary_year_max IS 'What salary_max comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN roles.salary_from_text IS 'Whether the pay was read from the text, as the board states none.';
COMMENT ON COLUMN roles.in_language IS 'BCP 47 tag, as stated, or else as read from the text.';
COMMENT ON COLUMN roles.posted IS 'Day on which the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN roles.valid_through IS 'Day until which the employer says that it stands, UTC; theirs, it moves, and many platforms fill it in by themselves.';
COMMENT ON COLUMN roles.first_seen IS 'First night on which any of its postings was there.';
COMMENT ON COLUMN roles.last_seen IS 'Latest night on which any of its postings was there.';
COMMENT ON COLUMN roles.closed_at IS 'Night on which the last of its postings closed; null while one is open or frozen.';
COMMENT ON COLUMN roles.days_open IS 'Nights on which it was open or frozen, from first_seen up to the newest night; nights on which it was closed in between do not count.';
COMMENT ON COLUMN roles.times_reopened IS 'How often one of its postings came back after it was closed.';
COMMENT ON COLUMN roles.unknown_since IS 'First night on which the board of the posting shown could not be read soundly; null unless frozen.';
COMMENT ON COLUMN roles.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN roles.stale IS 'Whether it is shown from memory: frozen, or not seen for more than seven days.';
COMMENT ON COLUMN roles.postings IS 'How many postings it has had.';
COMMENT ON COLUMN roles.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN roles.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN roles.source IS 'The platform.';
COMMENT ON COLUMN roles.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN roles.posting_key IS 'The posting shown.';
COMMENT ON COLUMN roles.classification_id IS 'Its verdict.';
COMMENT ON COLUMN roles.rulebook IS 'Version of the rulebook that gave it.';
