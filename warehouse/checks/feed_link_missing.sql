-- severity: warn
-- says: a role stands in the feed without a link to read or to apply
SELECT id, company, title
FROM audited_feed
WHERE url IS NULL AND apply_url IS NULL
