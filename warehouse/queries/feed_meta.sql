-- What the feed was made from.
SELECT run_id, night, rulebook, freshness
FROM meta;
