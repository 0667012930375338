-- severity: stop
-- says: a posting of the product-management family belongs to no role
SELECT p.posting_key, p.title
FROM store.postings AS p
JOIN store.current_verdicts AS v USING (reading_hash)
ANTI JOIN store.role_postings AS rp USING (posting_key)
LEFT JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
WHERE p.is_candidate AND (v.family = 'pm' OR b.family = 'pm')
