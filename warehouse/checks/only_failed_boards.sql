-- severity: stop
-- says: not one board could be read soundly
SELECT count(*) AS boards, list_sort(list_distinct(list(state))) AS states
FROM store.board_reads
WHERE run_id = getvariable('run_id')
HAVING count(*) FILTER (WHERE state = 'read') = 0
    -- A run that reads stored texts anew asks no board.
    AND (SELECT kind FROM store.runs WHERE run_id = getvariable('run_id')) <> 'relevel'
