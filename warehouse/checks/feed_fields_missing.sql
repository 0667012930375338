-- severity: stop
-- says: a role would stand in the feed without title, company, level or confidence
SELECT id, title, company, level, confidence
FROM audited_feed
WHERE coalesce(trim(title), '') = '' OR coalesce(trim(company), '') = '' OR level IS NULL OR level_name IS NULL OR confidence IS NULL
