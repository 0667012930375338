-- One row per sentence (or title) found for the level of a product-management role, or for what else is told of it.
CREATE OR REPLACE VIEW evidence AS
SELECT r.role_id, e.position, e.rule, e.signal, e.quote, e.quote_start, e.quote_end, e.section, e.context, e.weight, e.counted, r.posting_key, r.rulebook
FROM roles AS r
JOIN store.evidence AS e USING (classification_id);

COMMENT ON VIEW evidence IS 'One row per sentence (or title) found for the level of a product-management role, or for what else is told of it.';
COMMENT ON COLUMN evidence.role_id IS 'The role.';
COMMENT ON COLUMN evidence.position IS 'Order within the verdict, from 0.';
COMMENT ON COLUMN evidence.rule IS 'The rule''s name in the rulebook.';
COMMENT ON COLUMN evidence.signal IS 'What it speaks of: zero_to_one, direct_reports, years, title_level; beside the level specialty, skill, visa_sponsorship, job_start, language, studies, knowledge; and so on.';
COMMENT ON COLUMN evidence.quote IS 'The exact words.';
COMMENT ON COLUMN evidence.quote_start IS 'Where they begin in the text (section title: in the title), in characters from 0.';
COMMENT ON COLUMN evidence.quote_end IS 'Where they end, not included.';
COMMENT ON COLUMN evidence.section IS 'The part of the posting: title, duties, requirements, preferred, company, benefits, compensation, legal or unknown.';
COMMENT ON COLUMN evidence.context IS 'asserted, negated, other_person, prospective or prior.';
COMMENT ON COLUMN evidence.weight IS 'What it added to the level''s lead over the runner-up.';
COMMENT ON COLUMN evidence.counted IS 'Whether the level rests on it (signals specialty, skill, visa_sponsorship, job_start, language, studies, knowledge: whether what they tell does).';
COMMENT ON COLUMN evidence.posting_key IS 'The posting whose text is quoted (`postings.text`).';
COMMENT ON COLUMN evidence.rulebook IS 'Version of the rulebook that gave it.';
