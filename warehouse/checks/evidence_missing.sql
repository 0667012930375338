-- severity: stop
-- says: a role on the ladder shows no evidence for its level
SELECT id, company, title, level
FROM audited_feed
WHERE len(evidence) = 0 AND correction IS NULL
