-- severity: stop
-- says: a posting's standing level is not that of its current verdict, nor a correction's
SELECT p.posting_key, b.level AS standing, v.level AS current, b.correction_id
FROM store.postings AS p
JOIN store.current_verdicts AS v USING (reading_hash)
LEFT JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
WHERE p.is_candidate
    AND (
        b.posting_key IS NULL
        OR b.classification_id <> v.classification_id
        OR (b.correction_id IS NULL AND (b.family <> v.family OR b.level IS DISTINCT FROM v.level))
    )
