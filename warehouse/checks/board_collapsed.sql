-- severity: warn
-- says: a board answered with far fewer postings than of late; its postings are frozen unless the collapse was believed
SELECT board_key, postings, recent_median, state, message
FROM store.board_reads
WHERE run_id = getvariable('run_id') AND (state = 'suspect' OR believed)
