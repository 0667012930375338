-- severity: stop
-- says: a key that must be unique is there more than once
SELECT 'runs' AS table_name, run_id AS key FROM store.runs GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'boards', board_key FROM store.boards GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'board_reads', run_id || ' ' || board_key FROM store.board_reads GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'postings', posting_key FROM store.postings GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'posting_versions', posting_key || ' ' || valid_from FROM store.posting_versions GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'posting_levels', posting_key || ' ' || valid_from FROM store.posting_levels GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'posting_levels now', posting_key FROM store.posting_levels WHERE valid_to IS NULL GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'description_blocks', posting_key FROM store.description_blocks GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'readings', reading_hash || ' ' || rulebook FROM store.readings GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'corrections', correction_id || ' ' || target || ' ' || field FROM store.corrections GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'events', run_id || ' ' || posting_key || ' ' || kind FROM store.events GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'rejections', rejection_key FROM store.rejections GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'texts', text_hash FROM store.texts GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'classifications', classification_id FROM store.classifications GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'evidence', classification_id || ' ' || position FROM store.evidence GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'role_postings', posting_key FROM store.role_postings GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'feed', id FROM audited_feed GROUP BY ALL HAVING count(*) > 1
