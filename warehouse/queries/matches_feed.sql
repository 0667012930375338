-- What the feeds tell that may say something else than before, the newest first: those of $first to $behind (not that one) in the order of ids.
SELECT
    p.id, p.name, p.state, p.token,
    coalesce(
        to_json(list(a ORDER BY a.night DESC, a.sequence DESC, a.first, a.place, a.opening) FILTER (WHERE a.profile IS NOT NULL)),
        '[]'
    )::VARCHAR AS announced
FROM look_feeds AS p
LEFT JOIN fresh.profile_announced AS a ON a.profile = p.id
WHERE p.place > $first AND p.place <= $behind
GROUP BY ALL
ORDER BY p.id;
