-- One row per content that has a verdict: the verdict under the newest run's rulebook, or else the latest there is.
-- Columns of store.current_verdicts without a comment here are those of store.classifications.
CREATE OR REPLACE VIEW store.current_verdicts AS
SELECT c.* REPLACE (d.rulebook AS rulebook)
FROM store.readings AS d
JOIN store.runs AS r USING (run_id)
JOIN store.classifications AS c USING (classification_id)
QUALIFY row_number() OVER (
    PARTITION BY d.reading_hash
    ORDER BY
        d.rulebook IS NOT DISTINCT FROM (
            SELECT arg_max(n.rulebook, n.sequence)
            FROM store.runs AS n
            WHERE n.rulebook IS NOT NULL AND n.state NOT IN ('held back', 'failed')
        ) DESC,
        r.sequence DESC,
        d.rulebook
) = 1;

COMMENT ON VIEW store.current_verdicts IS 'One row per content that has a verdict: the verdict under the newest run''s rulebook, or else the latest there is.';
COMMENT ON COLUMN store.current_verdicts.rulebook IS 'Version of the rulebook that reads it so now.';
