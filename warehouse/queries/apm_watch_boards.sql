-- The boards on which associate roles or training programmes are or were.
SELECT DISTINCT p.board_key
FROM apm_watch AS a
JOIN store.role_postings AS rp USING (role_id)
JOIN store.postings AS p USING (posting_key)
ORDER BY p.board_key;
