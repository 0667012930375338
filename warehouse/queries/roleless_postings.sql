-- Product-management postings, with the role that each was found to belong to (null where it was not looked at yet), narrow: for finding the companies at which roles must be told apart.
SELECT p.posting_key, p.hiring_organization AS company, rp.base_role_id AS role_id
FROM store.shown_postings AS p
JOIN store.current_verdicts AS v USING (reading_hash)
LEFT JOIN store.role_postings AS rp USING (posting_key)
LEFT JOIN store.corrections AS k ON k.kind = 'level' AND k.target = p.posting_key AND k.value <> 'not_pm'
WHERE p.is_candidate AND (v.family = 'pm' OR k.value IS NOT NULL)
ORDER BY p.posting_key;
