-- Where the feed stands now. Parameters: feed, sequence (where it stood), oldest, night.
INSERT INTO feed_state
SELECT $feed, greatest($sequence, max(sequence)), $oldest, $night
FROM (SELECT sequence FROM feed_roles UNION ALL SELECT sequence FROM feed_gone);
