-- severity: warn
-- says: a board answered with far fewer entries than of late; its postings are frozen unless the collapse was believed
SELECT board_key, postings, passed_over, recent_median, state, message
FROM store.board_reads
WHERE run_id = getvariable('run_id') AND (state = 'suspect' OR believed)
