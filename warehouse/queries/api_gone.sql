-- The roles that left the feed.
SELECT id, kind, merged_into, night, sequence, title, company
FROM published.feed_gone
ORDER BY id
