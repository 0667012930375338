-- Records how a run ended. Parameters: run_id, state, finished_at, message.
UPDATE store.runs
SET
    state = $state,
    finished_at = $finished_at,
    message = $message,
    level_mix = CASE WHEN $state IN ('good', 'degraded') THEN (
        SELECT map_from_entries(coalesce(list((level, roles) ORDER BY level), []))
        FROM (SELECT level, count(*) AS roles FROM explore_roles GROUP BY level)
    ) END
WHERE run_id = $run_id;
