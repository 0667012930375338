-- One row per open product-management role whose employer's level word and text disagree, with what the text says for and against its level.
CREATE OR REPLACE VIEW title_vs_evidence AS
WITH torn AS (
    SELECT
        r.role_id, r.company, r.title, r.level, r.confidence, r.correction_id, r.classification_id, r.posting_key, r.url, c.basis,
        regexp_extract(c.basis, '\(the title says (\w+), the text alone (\w+)\)$', ['title_level', 'text_level']) AS told
    FROM roles AS r
    JOIN store.classifications AS c USING (classification_id)
    WHERE r.conflict AND r.state <> 'closed'
),
-- The title is beside the quotes already; what is told beside the level has no say in it.
quotes AS (
    SELECT
        classification_id,
        arg_max(quote, (weight, -position)) FILTER (WHERE weight > 0) AS quote_for,
        arg_min(quote, (weight, position)) FILTER (WHERE weight < 0) AS quote_against
    FROM store.evidence
    WHERE counted AND section <> 'title' AND signal NOT IN ('specialty', 'skill', 'visa_sponsorship', 'job_start', 'language', 'studies', 'knowledge')
    GROUP BY classification_id
)
SELECT
    t.role_id, t.company, t.title, nullif(t.told.title_level, '') AS title_level, nullif(t.told.text_level, '') AS text_level, t.level,
    t.confidence, q.quote_for, q.quote_against, t.basis, t.correction_id, t.posting_key, t.url
FROM torn AS t
LEFT JOIN quotes AS q USING (classification_id)
ORDER BY t.company, t.title, t.role_id;

COMMENT ON VIEW title_vs_evidence IS 'One row per open product-management role whose employer''s level word and text disagree, with what the text says for and against its level.';
COMMENT ON COLUMN title_vs_evidence.role_id IS 'The role.';
COMMENT ON COLUMN title_vs_evidence.company IS 'The employer''s name.';
COMMENT ON COLUMN title_vs_evidence.title IS 'Title as stated.';
COMMENT ON COLUMN title_vs_evidence.title_level IS 'The level that the title''s word stands for.';
COMMENT ON COLUMN title_vs_evidence.text_level IS 'The level that the text alone speaks for.';
COMMENT ON COLUMN title_vs_evidence.level IS 'The level that it was given, of both together or by a person''s correction.';
COMMENT ON COLUMN title_vs_evidence.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right; 1 where a person corrected it.';
COMMENT ON COLUMN title_vs_evidence.quote_for IS 'The words of the text that weigh most for the rulebook''s level against its runner-up; null where none do.';
COMMENT ON COLUMN title_vs_evidence.quote_against IS 'The words of the text that weigh most against it, for the runner-up; null where none do.';
COMMENT ON COLUMN title_vs_evidence.basis IS 'One line: what the rulebook''s level rests on.';
COMMENT ON COLUMN title_vs_evidence.correction_id IS 'The correction that the level is of (view corrections); null where it is the rulebook''s.';
COMMENT ON COLUMN title_vs_evidence.posting_key IS 'The posting whose text is quoted (`postings.text`).';
COMMENT ON COLUMN title_vs_evidence.url IS 'The posting''s page, http(s) only.';
