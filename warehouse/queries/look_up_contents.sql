-- What each file held when it was last loaded, of those that one run alone loaded on that night: board_key, content_hash, postings.
SELECT board_key, content_hash, postings
FROM store.board_reads AS b
JOIN store.runs AS r USING (run_id)
WHERE r.state IN ('good', 'degraded') AND b.content_hash IS NOT NULL
QUALIFY b.night = max(b.night) OVER (PARTITION BY board_key) AND count(*) OVER (PARTITION BY board_key, b.night) = 1
    AND b.state = 'read';
