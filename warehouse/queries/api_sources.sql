-- How every source was read.
SELECT
    f.source,
    coalesce(s.name, f.source) AS name,
    coalesce(s.aggregator, false) AS aggregator,
    s.attribution,
    f.newest_night,
    f.boards,
    f.boards_read
FROM (SELECT unnest(freshness, recursive := true) FROM published.meta) AS f
LEFT JOIN published.sources AS s USING (source)
ORDER BY f.source
