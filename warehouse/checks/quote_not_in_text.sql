-- severity: stop
-- says: a quote is not what stands at its place in the text (or title) that was read
SELECT c.classification_id, e.rule, e.section, e.quote_start, e.quote_end, e.quote[1:80] AS quote
FROM store.evidence AS e
JOIN store.classifications AS c USING (classification_id)
JOIN store.texts AS t USING (text_hash)
WHERE c.run_id = getvariable('run_id')
    AND (
        e.quote_start < 0
        OR e.quote_end <= e.quote_start
        OR e.quote <> substring(
            CASE e.section WHEN 'title' THEN c.title ELSE t.text END,
            e.quote_start + 1,
            greatest(e.quote_end - e.quote_start, 0)
        )
    )
