-- One row per content that has a verdict: the verdict under the newest run's rulebook, or else the latest there is.
CREATE OR REPLACE VIEW store.current_verdicts AS
SELECT c.*
FROM store.classifications AS c
JOIN store.runs AS r USING (run_id)
QUALIFY row_number() OVER (
    PARTITION BY c.reading_hash
    ORDER BY
        c.rulebook IS NOT DISTINCT FROM (
            SELECT arg_max(n.rulebook, n.sequence)
            FROM store.runs AS n
            WHERE n.rulebook IS NOT NULL AND n.state NOT IN ('held back', 'failed')
        ) DESC,
        r.sequence DESC,
        c.rulebook
) = 1;

COMMENT ON VIEW store.current_verdicts IS 'One row per content that has a verdict: the verdict under the newest run''s rulebook, or else the latest there is.';
COMMENT ON COLUMN store.current_verdicts.classification_id IS 'SHA-256 of reading_hash and rulebook, unique.';
COMMENT ON COLUMN store.current_verdicts.reading_hash IS 'The content read; postings with the same content share the verdict.';
COMMENT ON COLUMN store.current_verdicts.rulebook IS 'Version of the rulebook that gave it.';
COMMENT ON COLUMN store.current_verdicts.run_id IS 'The run that gave it.';
COMMENT ON COLUMN store.current_verdicts.title IS 'The title that was read.';
COMMENT ON COLUMN store.current_verdicts.text_hash IS 'The plain text that was read.';
COMMENT ON COLUMN store.current_verdicts.family IS 'pm, or not_pm.';
COMMENT ON COLUMN store.current_verdicts.level IS 'The level; null when the family is not_pm.';
COMMENT ON COLUMN store.current_verdicts.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right.';
COMMENT ON COLUMN store.current_verdicts.runner_up IS 'The next likely level.';
COMMENT ON COLUMN store.current_verdicts.basis IS 'One line: what the level rests on.';
COMMENT ON COLUMN store.current_verdicts.conflict IS 'Whether the employer''s level word and the text disagree.';
COMMENT ON COLUMN store.current_verdicts.zero_to_one IS 'Launches something new from the ground up: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.multiple_roadmaps IS 'Several products or roadmaps at a time: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.direct_reports IS 'Has direct reports: yes, no (the posting says there are none) or absent.';
COMMENT ON COLUMN store.current_verdicts.people_mentoring IS 'Guides other product managers: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.training_programme IS 'A rotation or training programme: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.existing_product IS 'Owns a product that is live: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.company_strategy IS 'Shapes the company''s strategy: yes, no or absent.';
COMMENT ON COLUMN store.current_verdicts.min_years IS 'Least years of experience asked for; null where none are stated.';
COMMENT ON COLUMN store.current_verdicts.years_are_pm IS 'Whether these are years of product management; null where none are stated.';
COMMENT ON COLUMN store.current_verdicts.specialties IS 'What kind of product management: ai, growth, platform, data, technical; null where the verdict is older than these tags.';
