-- Records that a run has begun. Parameters: run_id, kind, night, started_at, rulebook.
INSERT INTO store.runs (run_id, sequence, kind, night, state, started_at, rulebook)
SELECT $run_id, coalesce(max(sequence), 0) + 1, $kind, $night, 'running', $started_at, $rulebook
FROM store.runs;
