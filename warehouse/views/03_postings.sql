-- One row per posting of a product-management role, open or closed, as its board states it now.
CREATE OR REPLACE VIEW postings AS
SELECT
    p.posting_key, rp.role_id, p.source, p.board, p.identifier, p.title, p.title_stated, p.hiring_organization, p.industry,
    p.department, p.job_location, p.places, p.work_mode, p.work_mode_text, p.applicant_location, p.employment_type, p.employment_types, p.base_salary_min,
    p.base_salary_max, p.salary_currency, p.salary_unit, p.salary_text, p.salary_year_min, p.salary_year_max, p.salary_from_text,
    p.date_posted, p.date_posted_relative, p.valid_through, p.date_modified, p.in_language, p.language_from_text, p.url, p.apply_url,
    p.state, p.first_seen, p.last_seen,
    p.closed_at, p.closed_because, p.unknown_since, p.times_reopened, p.reopened_at, p.valid_from, b.family, b.level,
    v.confidence, v.specialties, v.classification_id, b.correction_id AS level_correction_id, rp.rule AS role_rule, rp.score AS role_score,
    rp.joined_to AS role_joined_to, rp.correction_id AS role_correction_id, rp.first_party, t.text
FROM store.role_postings AS rp
JOIN store.shown_postings AS p USING (posting_key)
JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
JOIN store.current_verdicts AS v USING (reading_hash)
JOIN store.texts AS t USING (text_hash);

COMMENT ON VIEW postings IS 'One row per posting of a product-management role, open or closed, as its board states it now.';
COMMENT ON COLUMN postings.posting_key IS 'source:board:identifier, unique.';
COMMENT ON COLUMN postings.role_id IS 'The role it belongs to.';
COMMENT ON COLUMN postings.source IS 'The platform.';
COMMENT ON COLUMN postings.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN postings.identifier IS 'The platform''s id of the posting.';
COMMENT ON COLUMN postings.title IS 'Without marks of gender, numbers of requisitions and doubled blanks.';
COMMENT ON COLUMN postings.title_stated IS 'The title as stated, white space folded, where that is not the title; else null.';
COMMENT ON COLUMN postings.hiring_organization IS 'The company''s name for display.';
COMMENT ON COLUMN postings.industry IS 'The company''s industry, from the list of boards.';
COMMENT ON COLUMN postings.department IS 'As stated.';
COMMENT ON COLUMN postings.job_location IS 'Places as stated, in the order stated.';
COMMENT ON COLUMN postings.places IS 'The places as read: city, region (both by name) and country (ISO 3166-1 code), each null where it is not told; what names no one place is left out. Null where the posting was last read before these were.';
COMMENT ON COLUMN postings.work_mode IS 'remote, hybrid, onsite or unknown, as stated by the board or else in the text.';
COMMENT ON COLUMN postings.work_mode_text IS 'The sentence that tells the way of working, where the board states none; null elsewhere.';
COMMENT ON COLUMN postings.applicant_location IS 'Where one may work from when remote: ISO 3166-1 codes, or names such as EMEA or Worldwide; empty where none is told.';
COMMENT ON COLUMN postings.employment_type IS 'As stated.';
COMMENT ON COLUMN postings.employment_types IS 'employment_type in the values of schema.org: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER.';
COMMENT ON COLUMN postings.base_salary_min IS 'As stated, by the board or else in the text.';
COMMENT ON COLUMN postings.base_salary_max IS 'As stated, by the board or else in the text.';
COMMENT ON COLUMN postings.salary_currency IS 'ISO 4217 code, as stated.';
COMMENT ON COLUMN postings.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN postings.salary_text IS 'The salary as stated, in words; where the pay was read from the text, the sentence.';
COMMENT ON COLUMN postings.salary_year_min IS 'What base_salary_min comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN postings.salary_year_max IS 'What base_salary_max comes to in a year, in the same currency; null where no unit is stated.';
COMMENT ON COLUMN postings.salary_from_text IS 'Whether the pay was read from the text, as the board states none.';
COMMENT ON COLUMN postings.date_posted IS 'When the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN postings.date_posted_relative IS 'Whether date_posted was stated as "3 days ago" and counted back from the night it was read.';
COMMENT ON COLUMN postings.valid_through IS 'Until when the employer says that it stands, UTC; theirs, it moves, and many platforms fill it in by themselves.';
COMMENT ON COLUMN postings.date_modified IS 'When the employer says it was last changed, UTC.';
COMMENT ON COLUMN postings.in_language IS 'BCP 47 tag, as stated, or else as read from the text.';
COMMENT ON COLUMN postings.language_from_text IS 'Whether in_language was read from the text, as the board states none.';
COMMENT ON COLUMN postings.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN postings.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN postings.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN postings.first_seen IS 'First night it was there.';
COMMENT ON COLUMN postings.last_seen IS 'Latest night it was there.';
COMMENT ON COLUMN postings.closed_at IS 'Night on which it was taken as closed; null unless closed.';
COMMENT ON COLUMN postings.closed_because IS 'absent (from two sound reads), board retired, or, on a board that shows but a window of its postings, expired (its valid_through is past) or unseen (for 30 nights); null unless closed.';
COMMENT ON COLUMN postings.unknown_since IS 'First night on which its board could not be read soundly, so that it may be open or not; null unless frozen.';
COMMENT ON COLUMN postings.times_reopened IS 'How often it came back after it was closed.';
COMMENT ON COLUMN postings.reopened_at IS 'Night on which it last came back; null where it never did.';
COMMENT ON COLUMN postings.valid_from IS 'The night from which what it says stands.';
COMMENT ON COLUMN postings.level_correction_id IS 'The correction that its level is of (view corrections); null where it is the verdict''s.';
COMMENT ON COLUMN postings.role_rule IS 'What joined it to its role: founder (nothing: the role is named after it), or a rule of same opening.';
COMMENT ON COLUMN postings.role_score IS 'How alike the two texts are where it matters, 0 to 1; null for a founder.';
COMMENT ON COLUMN postings.role_joined_to IS 'The posting that it was found to be the same opening as; null for a founder.';
COMMENT ON COLUMN postings.role_correction_id IS 'The correction that moved it to this role; null where none did.';
COMMENT ON COLUMN postings.first_party IS 'Whether it stands on the employer''s own board; false for an aggregator''s copy.';
COMMENT ON COLUMN postings.family IS 'pm, or not_pm.';
COMMENT ON COLUMN postings.level IS 'The level; null when the family is not_pm.';
COMMENT ON COLUMN postings.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right.';
COMMENT ON COLUMN postings.specialties IS 'What kind of product management: ai, growth, platform, data, technical; empty where nothing says so.';
COMMENT ON COLUMN postings.classification_id IS 'SHA-256 of reading_hash and rulebook, unique.';
COMMENT ON COLUMN postings.text IS 'The plain text that its verdict was read from.';
