-- severity: stop
-- says: a posting passes the title gate but has no verdict, so it would silently be missing
SELECT posting_key, title
FROM store.postings
ANTI JOIN store.current_verdicts USING (reading_hash)
WHERE is_candidate
