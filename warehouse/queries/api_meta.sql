-- What the published file was made from, and where its feed stands.
SELECT m.run_id, m.night, m.published_at, m.rulebook, m.state, f.feed, f.sequence, f.oldest
FROM published.meta AS m
CROSS JOIN published.feed_state AS f
