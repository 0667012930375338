-- What happened to roles, in the order in which readers of the feed hear of it; without a position for those that left.
SELECT sequence, id, position FROM listing
UNION ALL
SELECT sequence, id, NULL FROM published.feed_gone
ORDER BY sequence, id
