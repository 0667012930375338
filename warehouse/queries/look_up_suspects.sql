-- The boards that a run called other than they answered: suspect, or retired. Parameter: run_id.
SELECT source || ':' || board AS board, state, message
FROM source_health
WHERE run_id = $run_id AND state IN ('suspect', 'retired')
ORDER BY board
