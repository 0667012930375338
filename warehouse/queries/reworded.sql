-- The postings whose text is not as it was, with its blocks before and now.
SELECT k.posting_key, k.board_key, s.title, d.blocks AS before, a.blocks AS now
FROM known AS k
JOIN arrow_changed AS s USING (posting_key)
JOIN arrow_blocks AS a USING (posting_key)
LEFT JOIN store.description_blocks AS d USING (posting_key)
WHERE k.description_hash <> s.description_hash AND k.description_hash <> '' AND s.description_hash <> ''
ORDER BY k.posting_key;
