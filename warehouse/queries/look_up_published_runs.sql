-- The runs that were published.
SELECT run_id FROM run_log WHERE state IN ('good', 'degraded') ORDER BY sequence
