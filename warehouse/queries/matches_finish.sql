-- Ends the file: the profiles, what the next look needs, and no more announcements than a feed holds. Parameters: night, run_id, sequence, feed
-- (of the publication), version (of the file), kept (announcements a profile), site (to which the feeds lead).
INSERT INTO fresh.profiles BY NAME
SELECT
    p.id, p.name, p.state, p.track, p.industry,
    (SELECT count(*) FROM feed_roles)::INTEGER AS looked_at,
    coalesce(c.fits, 0)::INTEGER AS fits,
    (coalesce(c.new, 0) + p.new_before)::INTEGER AS new,
    $night AS night, $run_id AS run_id, $sequence AS sequence,
    p.first_look, p.digest, p.token
FROM look_profiles AS p
LEFT JOIN look_counts AS c ON c.profile = p.number
WHERE p.state = 'matched'
ORDER BY p.id;

-- No role, no look: whoever saw something then has seen it all the same.
INSERT INTO fresh.kept.seen SELECT s.profile, s.roles FROM look_seen AS s ANTI JOIN fresh.kept.seen AS k USING (profile);

INSERT INTO fresh.kept.openings SELECT number, role_id, opened, opening, away FROM look_openings ORDER BY number;

INSERT INTO fresh.kept.look SELECT $version, $feed, $sequence, $run_id, $night, bits, $site FROM look_bits;

DELETE FROM fresh.profile_announced
WHERE rowid IN (
    SELECT rowid
    FROM fresh.profile_announced
    QUALIFY row_number() OVER (PARTITION BY profile ORDER BY night DESC, sequence DESC, first, place, opening) > $kept
);
