-- The roles that left, the latest first.
SELECT id, kind, merged_into, night, sequence, title, company
FROM feed_gone
ORDER BY sequence DESC, id;
