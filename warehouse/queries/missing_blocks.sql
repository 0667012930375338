-- The postings whose blocks of text must be looked at: new ones, and those whose text is not as it was, or was never looked at.
SELECT posting_key
FROM changes
JOIN arrow_opened AS s USING (posting_key)
WHERE s.description_hash <> ''
UNION ALL
SELECT k.posting_key
FROM known AS k
JOIN arrow_changed AS s USING (posting_key)
LEFT JOIN store.description_blocks AS d USING (posting_key)
-- Where only now or only then the description was read (of some sources only those of candidates are), nothing is known to have changed.
WHERE s.description_hash <> '' AND (k.description_hash <> s.description_hash OR d.posting_key IS NULL);
