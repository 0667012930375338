-- The postings whose blocks of text must be looked at: new ones, and those whose text is not as it was, or was never looked at.
SELECT posting_key
FROM changes
WHERE opened
UNION ALL
SELECT k.posting_key
FROM known AS k
JOIN arrow_changed AS s USING (posting_key)
LEFT JOIN store.description_blocks AS d USING (posting_key)
WHERE k.description_hash <> s.description_hash OR d.posting_key IS NULL;
