-- Of each role that left the feed: the role that its postings belong to now, where that is another one (of several the one that has most of
-- them), and whether it is still open all the same, but no longer at a level of the feed.
SELECT
    was.role_id AS id,
    mode(now.role_id ORDER BY now.role_id) FILTER (WHERE now.role_id <> was.role_id) AS survivor,
    coalesce(bool_or(r.state <> 'closed'), bool_or(p.state <> 'closed'), false) AS still_open
FROM arrow_left AS was
LEFT JOIN store.role_postings AS now USING (posting_key)
LEFT JOIN store.postings AS p USING (posting_key)
LEFT JOIN roles AS r ON r.role_id = was.role_id
GROUP BY was.role_id;
