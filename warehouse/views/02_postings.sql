-- One row per posting of a product-management role, open or closed, as its board states it now.
CREATE OR REPLACE VIEW postings AS
SELECT
    p.posting_key, rp.role_id, p.source, p.board, p.identifier, p.title, p.hiring_organization, p.industry, p.department,
    p.job_location, p.work_mode, p.employment_type, p.base_salary_min, p.base_salary_max, p.salary_currency, p.salary_unit,
    p.salary_text, p.date_posted, p.date_modified, p.in_language, p.url, p.apply_url, p.state, p.first_seen, p.last_seen,
    p.closed_at, v.family, v.level, v.confidence, v.specialties, v.classification_id, t.text
FROM store.role_postings AS rp
JOIN store.postings AS p USING (posting_key)
JOIN store.current_verdicts AS v USING (reading_hash)
JOIN store.texts AS t USING (text_hash);

COMMENT ON VIEW postings IS 'One row per posting of a product-management role, open or closed, as its board states it now.';
COMMENT ON COLUMN postings.posting_key IS 'source:board:identifier, unique.';
COMMENT ON COLUMN postings.role_id IS 'The role it belongs to.';
COMMENT ON COLUMN postings.source IS 'The platform.';
COMMENT ON COLUMN postings.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN postings.identifier IS 'The platform''s id of the posting.';
COMMENT ON COLUMN postings.title IS 'As stated, white space folded.';
COMMENT ON COLUMN postings.hiring_organization IS 'The company''s name for display.';
COMMENT ON COLUMN postings.industry IS 'The company''s industry, from the list of boards.';
COMMENT ON COLUMN postings.department IS 'As stated.';
COMMENT ON COLUMN postings.job_location IS 'Places as stated, in the order stated.';
COMMENT ON COLUMN postings.work_mode IS 'remote, hybrid, onsite or unknown.';
COMMENT ON COLUMN postings.employment_type IS 'As stated.';
COMMENT ON COLUMN postings.base_salary_min IS 'As stated.';
COMMENT ON COLUMN postings.base_salary_max IS 'As stated.';
COMMENT ON COLUMN postings.salary_currency IS 'ISO 4217 code, as stated.';
COMMENT ON COLUMN postings.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN postings.salary_text IS 'The salary as stated, in words.';
COMMENT ON COLUMN postings.date_posted IS 'When the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN postings.date_modified IS 'When the employer says it was last changed, UTC.';
COMMENT ON COLUMN postings.in_language IS 'BCP 47 tag, as stated.';
COMMENT ON COLUMN postings.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN postings.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN postings.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN postings.first_seen IS 'First night it was there.';
COMMENT ON COLUMN postings.last_seen IS 'Latest night it was there.';
COMMENT ON COLUMN postings.closed_at IS 'Night of the second absence; null unless closed.';
COMMENT ON COLUMN postings.family IS 'pm, or not_pm.';
COMMENT ON COLUMN postings.level IS 'The level; null when the family is not_pm.';
COMMENT ON COLUMN postings.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right.';
COMMENT ON COLUMN postings.specialties IS 'What kind of product management: ai, growth, platform, data, technical; empty where nothing says so.';
COMMENT ON COLUMN postings.classification_id IS 'SHA-256 of reading_hash and rulebook, unique.';
COMMENT ON COLUMN postings.text IS 'The plain text that its verdict was read from.';
