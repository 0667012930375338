-- Every industry that has a news feed: of a board that is read or was, or of an open role.
SELECT DISTINCT industry
FROM (SELECT industry FROM store.boards UNION ALL SELECT industry FROM feed_roles)
WHERE industry IS NOT NULL
ORDER BY industry;
