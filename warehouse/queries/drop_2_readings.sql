-- Readings of contents that no version and no posting has any more.
DELETE FROM store.readings AS d
WHERE d.reading_hash NOT IN (SELECT reading_hash FROM store.postings UNION ALL SELECT reading_hash FROM store.posting_versions);
