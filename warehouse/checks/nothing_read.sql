-- severity: stop
-- says: the whole run brought home not one posting, nor one that was passed over by its title
SELECT count(*) AS boards, coalesce(sum(postings + passed_over), 0) AS postings
FROM store.board_reads
WHERE run_id = getvariable('run_id')
HAVING coalesce(sum(postings + passed_over), 0) = 0
    -- A run that reads stored texts anew asks no board.
    AND (SELECT kind FROM store.runs WHERE run_id = getvariable('run_id')) <> 'relevel'
