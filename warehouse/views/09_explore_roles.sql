-- The feed: one row per open product-management role on the ladder, with the evidence that its level rests on. A role whose board cannot be read stays, marked stale.
CREATE OR REPLACE VIEW explore_roles AS
WITH weighty AS (
    -- What speaks for the level (the title always stands there), each quote once: by the rule that weighs most.
    SELECT *
    FROM store.evidence
    WHERE counted AND signal NOT IN ('specialty', 'skill', 'visa_sponsorship', 'job_start', 'language', 'studies', 'knowledge') AND (weight > 0 OR section = 'title')
    QUALIFY row_number() OVER (PARTITION BY classification_id, section = 'title', quote_start, quote_end ORDER BY weight DESC, position) = 1
),
reasons AS (
    SELECT
        e.classification_id,
        list(
            {'rule': e.rule, 'signal': e.signal, 'quote': e.quote, 'section': e.section, 'context': e.context}
            ORDER BY e.weight DESC, e.position
        ) AS evidence
    FROM weighty AS e
    GROUP BY e.classification_id
),
told AS (
    SELECT
        classification_id,
        list({'name': split_part(rule, ': ', 2), 'quote': quote, 'section': section} ORDER BY position) FILTER (WHERE signal = 'skill') AS skills,
        first(quote ORDER BY position) FILTER (WHERE signal = 'visa_sponsorship') AS visa_quote,
        first(quote ORDER BY position) FILTER (WHERE signal = 'job_start') AS start_quote,
        first(quote ORDER BY position) FILTER (WHERE signal = 'years') AS years_quote,
        list({'language': split_part(rule, ': ', 2), 'quote': quote} ORDER BY position) FILTER (WHERE signal = 'language') AS languages,
        list({'name': split_part(rule, ': ', 2), 'quote': quote} ORDER BY position) FILTER (WHERE signal = 'knowledge') AS knowledge,
        first(quote ORDER BY position) FILTER (WHERE signal = 'studies') AS studies_quote
    FROM store.evidence
    WHERE counted AND signal IN ('skill', 'visa_sponsorship', 'job_start', 'years', 'language', 'studies', 'knowledge')
    GROUP BY classification_id
)
SELECT
    r.role_id AS id,
    r.title,
    r.company,
    r.industry,
    coalesce(r.specialties, []) AS specialties,
    r.level,
    r.level_name,
    r.verdict,
    r.confidence,
    r.unclear,
    r.runner_up,
    r.conflict,
    CASE WHEN k.correction_id IS NOT NULL THEN {'reason': k.reason, 'made_on': k.made_on} END AS correction,
    coalesce(e.evidence, []) AS evidence,
    r.places,
    r.places_read,
    r.work_mode,
    r.work_mode_text,
    coalesce(r.applicant_location, []) AS applicant_location,
    coalesce(r.employment_types, []) AS employment_types,
    CASE WHEN coalesce(r.salary_min, r.salary_max) IS NOT NULL OR r.salary_text IS NOT NULL THEN {
        'min': r.salary_min, 'max': r.salary_max, 'currency': r.salary_currency, 'unit': r.salary_unit, 'text': r.salary_text,
        'year_min': r.salary_year_min, 'year_max': r.salary_year_max, 'from_text': r.salary_from_text
    } END AS salary,
    r.min_years,
    r.years_are_pm,
    coalesce(r.years_in, []) AS years_in,
    CASE WHEN r.min_years IS NOT NULL THEN t.years_quote END AS years_quote,
    coalesce(t.skills, []) AS skills,
    CASE WHEN r.visa_sponsorship IN ('yes', 'no') THEN {'stated': r.visa_sponsorship, 'quote': t.visa_quote} END AS visa_sponsorship,
    CASE WHEN r.job_start IS NOT NULL THEN {'text': r.job_start, 'quote': t.start_quote} END AS job_start,
    coalesce(t.languages, []) || CASE
        WHEN regexp_matches(r.in_language, '^[a-z]{2}(-|$)') AND left(r.in_language, 2) <> 'en'
            AND NOT list_contains(list_transform(coalesce(t.languages, []), lambda one: one.language), left(r.in_language, 2))
        THEN [{'language': left(r.in_language, 2), 'quote': NULL}]
        ELSE []
    END AS languages,
    coalesce(t.knowledge, []) AS knowledge,
    CASE WHEN r.studies IS NOT NULL THEN {'stated': r.studies, 'quote': t.studies_quote} END AS studies,
    coalesce(r.training_programme = 'yes', false) AS training_programme,
    r.posted,
    r.valid_through,
    r.first_seen,
    r.last_seen,
    r.stale,
    r.url,
    r.apply_url,
    r.source
FROM roles AS r
JOIN store.levels AS l USING (level)
LEFT JOIN reasons AS e USING (classification_id)
LEFT JOIN told AS t USING (classification_id)
LEFT JOIN store.corrections AS k ON k.correction_id = r.correction_id AND k.kind = 'level'
WHERE r.state <> 'closed' AND l.on_ladder;

COMMENT ON VIEW explore_roles IS 'The feed: one row per open product-management role on the ladder, with the evidence that its level rests on. A role whose board cannot be read stays, marked stale.';
COMMENT ON COLUMN explore_roles.id IS 'The role''s name, for ever (`roles.role_id`).';
COMMENT ON COLUMN explore_roles.title IS 'Without marks of gender, numbers of requisitions and doubled blanks.';
COMMENT ON COLUMN explore_roles.company IS 'The employer''s name.';
COMMENT ON COLUMN explore_roles.industry IS 'The employer''s industry, from the list of boards.';
COMMENT ON COLUMN explore_roles.specialties IS 'What kind of product management: ai, growth, platform, data, technical; empty where nothing says so.';
COMMENT ON COLUMN explore_roles.level IS 'apm, mid, senior, principal or group.';
COMMENT ON COLUMN explore_roles.level_name IS 'The level in plain words.';
COMMENT ON COLUMN explore_roles.verdict IS 'The level as a person should read it: its name, or ''unclear, between A and B'' where the confidence is below 0.5.';
COMMENT ON COLUMN explore_roles.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right; 1 where a person corrected it.';
COMMENT ON COLUMN explore_roles.unclear IS 'Whether the confidence is below 0.5.';
COMMENT ON COLUMN explore_roles.runner_up IS 'The next likely level.';
COMMENT ON COLUMN explore_roles.conflict IS 'Whether the employer''s level word and the text disagree.';
COMMENT ON COLUMN explore_roles.correction IS 'Where a person corrected the level: reason and made_on; else null.';
COMMENT ON COLUMN explore_roles.evidence IS 'What the level rests on, the weightiest first: rule, signal, quote, section, context.';
COMMENT ON COLUMN explore_roles.places IS 'Places as stated.';
COMMENT ON COLUMN explore_roles.places_read IS 'The places as read: city, region (both by name) and country (ISO 3166-1 code), each null where it is not told; what names no one place is left out.';
COMMENT ON COLUMN explore_roles.work_mode IS 'remote, hybrid, onsite or unknown, as stated by the board or else in the text.';
COMMENT ON COLUMN explore_roles.work_mode_text IS 'The sentence that tells the way of working, where the board states none; null elsewhere.';
COMMENT ON COLUMN explore_roles.applicant_location IS 'Where one may work from when remote: ISO 3166-1 codes, or names such as EMEA or Worldwide; empty where none is told.';
COMMENT ON COLUMN explore_roles.employment_types IS 'Values of schema.org: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER; empty where none is told.';
COMMENT ON COLUMN explore_roles.salary IS 'As stated: min, max, currency, unit, text; what that comes to in a year: year_min, year_max; from_text where the board states none and the text does; null where none is stated.';
COMMENT ON COLUMN explore_roles.min_years IS 'Least years of experience asked for; null where none are stated.';
COMMENT ON COLUMN explore_roles.years_are_pm IS 'Whether these are years of product management; null where none are stated.';
COMMENT ON COLUMN explore_roles.years_in IS 'The fields in any of which these years may have been spent: product, technology, analytics, design, research, business; empty where any counts, or none is told.';
COMMENT ON COLUMN explore_roles.years_quote IS 'The sentence that min_years is read from; null where none are stated.';
COMMENT ON COLUMN explore_roles.skills IS 'What it asks of the applicant: name (analytics, research, strategy), quote, section; each skill once, by its plainest sentence.';
COMMENT ON COLUMN explore_roles.visa_sponsorship IS 'Whether the posting says that visas are sponsored: stated (yes, or no), quote; null where it does not say.';
COMMENT ON COLUMN explore_roles.job_start IS 'When the job or programme starts: text, in the posting''s words (Summer 2027), and quote; null where it does not say.';
COMMENT ON COLUMN explore_roles.languages IS 'Languages that it asks for outright, and the one in which it is written where that is not English (its quote is null then): language (ISO 639-1), quote.';
COMMENT ON COLUMN explore_roles.knowledge IS 'Fields of business or technology of which it asks for knowledge outright: name (an industry of the list of boards, or software development) and quote; empty where none.';
COMMENT ON COLUMN explore_roles.studies IS 'Whether only students or recent graduates are meant: stated (enrolled, recent), quote; null where it does not say.';
COMMENT ON COLUMN explore_roles.training_programme IS 'Whether it is a rotation or training programme.';
COMMENT ON COLUMN explore_roles.posted IS 'Day on which the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN explore_roles.valid_through IS 'Day until which the employer says that it stands, UTC; theirs, it moves, and many platforms fill it in by themselves.';
COMMENT ON COLUMN explore_roles.first_seen IS 'First night on which it was there.';
COMMENT ON COLUMN explore_roles.last_seen IS 'Latest night on which it was there.';
COMMENT ON COLUMN explore_roles.stale IS 'Whether it is shown from memory: its board could not be read soundly, or it was not seen for more than seven days.';
COMMENT ON COLUMN explore_roles.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN explore_roles.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN explore_roles.source IS 'The platform.';
