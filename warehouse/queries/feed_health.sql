-- For each platform that is read: what it is called and asks for, how fresh what is shown from it is, and how many of its boards could be read.
SELECT
    h.source,
    coalesce(any_value(s.name), h.source) AS name,
    coalesce(any_value(s.aggregator), false) AS aggregator,
    any_value(s.attribution) AS attribution,
    max(h.last_sound_night) AS newest_night,
    count(*) AS boards,
    count(*) FILTER (WHERE h.state = 'read') AS boards_read,
    (SELECT count(*) FROM feed_roles AS f WHERE f.source = h.source) AS open_roles
FROM source_health AS h
LEFT JOIN sources AS s ON s.source = h.source
GROUP BY h.source
ORDER BY h.source;
