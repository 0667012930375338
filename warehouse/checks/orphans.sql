-- severity: stop
-- says: a row points to another that is not there
SELECT 'postings' AS table_name, posting_key AS key, 'board ' || board_key AS missing FROM store.postings ANTI JOIN store.boards USING (board_key)
UNION ALL
SELECT 'board_reads', run_id, 'board ' || board_key FROM store.board_reads ANTI JOIN store.boards USING (board_key)
UNION ALL
SELECT 'board_reads', board_key, 'run ' || run_id FROM store.board_reads ANTI JOIN store.runs USING (run_id)
UNION ALL
SELECT 'events', posting_key, 'run ' || run_id FROM store.events ANTI JOIN store.runs USING (run_id)
UNION ALL
SELECT 'events', kind, 'posting ' || posting_key FROM store.events ANTI JOIN store.postings USING (posting_key)
UNION ALL
SELECT 'posting_versions', posting_key, 'posting' FROM store.posting_versions ANTI JOIN store.postings USING (posting_key)
UNION ALL
SELECT 'description_blocks', posting_key, 'posting' FROM store.description_blocks ANTI JOIN store.postings USING (posting_key)
UNION ALL
SELECT 'posting_levels', posting_key, 'posting' FROM store.posting_levels ANTI JOIN store.postings USING (posting_key)
UNION ALL
SELECT 'posting_levels', posting_key, 'classification ' || classification_id
FROM store.posting_levels
ANTI JOIN store.classifications USING (classification_id)
UNION ALL
SELECT 'readings', reading_hash, 'classification ' || classification_id
FROM store.readings
ANTI JOIN store.classifications USING (classification_id)
UNION ALL
SELECT 'board_events', kind, 'board ' || board_key FROM store.board_events ANTI JOIN store.boards USING (board_key)
UNION ALL
SELECT 'rejections', rejection_key, 'board ' || board_key FROM store.rejections ANTI JOIN store.boards USING (board_key)
UNION ALL
SELECT 'classifications', classification_id, 'text ' || text_hash FROM store.classifications ANTI JOIN store.texts USING (text_hash)
UNION ALL
SELECT 'classifications', classification_id, 'run ' || run_id FROM store.classifications ANTI JOIN store.runs USING (run_id)
UNION ALL
SELECT 'evidence', rule, 'classification ' || classification_id FROM store.evidence ANTI JOIN store.classifications USING (classification_id)
UNION ALL
SELECT 'role_postings', role_id, 'posting ' || posting_key FROM store.role_postings ANTI JOIN store.postings USING (posting_key)
