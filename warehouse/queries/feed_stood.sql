-- Where the feed stood.
SELECT feed, sequence, oldest
FROM feed_state;
