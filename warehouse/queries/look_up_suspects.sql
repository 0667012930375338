-- The boards that a run called suspect. Parameter: run_id.
SELECT source || ':' || board AS board, state, message
FROM source_health
WHERE run_id = $run_id AND state = 'suspect'
ORDER BY board
