-- What the feed was made from, where it stands, and how much it holds.
SELECT
    m.run_id, m.night, m.rulebook, m.state, f.feed, f.sequence, f.oldest,
    (SELECT count(*) FROM feed_roles) AS roles,
    (SELECT count(*) FROM feed_roles WHERE stale) AS stale_roles,
    (SELECT count(*) FROM feed_gone) AS gone,
    (
        SELECT sha256(coalesce(string_agg(id || ' ' || sequence || ' ' || (role ->> '$.change.run_id') || chr(10), '' ORDER BY id), ''))
        FROM feed_roles
    ) AS checksum
FROM meta AS m
CROSS JOIN feed_state AS f;
