-- Boards and what came of reading them. A second load of one run replaces the first one's row.
MERGE INTO store.boards AS b
USING judged_reads AS r ON b.board_key = r.board_key
WHEN MATCHED THEN UPDATE SET company = r.company, industry = r.industry, last_night = getvariable('night')
WHEN NOT MATCHED THEN INSERT (board_key, source, board, company, industry, first_night, last_night)
    VALUES (r.board_key, r.source, r.board, r.company, r.industry, getvariable('night'), getvariable('night'));

DELETE FROM store.board_reads
WHERE run_id = getvariable('run_id') AND board_key IN (SELECT board_key FROM judged_reads);

INSERT INTO store.board_reads BY NAME
SELECT getvariable('run_id') AS run_id, getvariable('night') AS night, * EXCLUDE (source, board, company, industry, there, same)
FROM judged_reads;
