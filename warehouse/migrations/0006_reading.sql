-- What a posting's text tells of the way of working, of languages, studies and of the field in which years are asked.

ALTER TABLE store.postings ADD COLUMN work_mode_text VARCHAR;
ALTER TABLE store.posting_versions ADD COLUMN work_mode_text VARCHAR;
COMMENT ON COLUMN store.postings.work_mode_text IS 'The sentence of the description that tells the way of working, where the board states none; null elsewhere.';
COMMENT ON COLUMN store.posting_versions.work_mode_text IS 'The sentence of the description that tells the way of working, where the board states none; null elsewhere.';

-- Where a verdict is older than a column it holds null, and is read again as its rulebook is no longer the current one.
ALTER TABLE store.classifications ADD COLUMN years_in VARCHAR[];
ALTER TABLE store.classifications ADD COLUMN languages VARCHAR[];
ALTER TABLE store.classifications ADD COLUMN studies VARCHAR;
ALTER TABLE store.classifications ADD COLUMN knowledge VARCHAR[];
COMMENT ON COLUMN store.classifications.years_in IS 'The fields in any of which min_years may have been spent: product, technology, analytics, design, research, business; empty where any counts or none is told, null where the verdict is older than this column.';
COMMENT ON COLUMN store.classifications.languages IS 'Languages that it asks for outright (ISO 639-1), in alphabetical order; null where the verdict is older than this column.';
COMMENT ON COLUMN store.classifications.studies IS 'enrolled: only for who is enrolled in studies; recent: for who has just finished them; null where neither is said.';
COMMENT ON COLUMN store.classifications.knowledge IS 'Fields of business or technology of which it asks for knowledge outright, by the names of industries; null where the verdict is older than this column.';
