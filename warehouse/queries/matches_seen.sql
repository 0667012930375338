-- What each profile has seen before this look, in the numbers of this look. Parameters: bits, last (bits less one), more (bits that came to be).
CREATE OR REPLACE TEMP TABLE look_seen AS
WITH lasting AS (SELECT coalesce(bitstring_agg(number, 0, $last), bitstring('0', $bits)) AS roles FROM look_openings WHERE known),
merged AS (
    SELECT b.profile, bitstring_agg(o.number, 0, $last) AS roles
    FROM before.kept.seen AS b
    JOIN (
        SELECT k.number AS was, o.number
        FROM look_merged AS m
        JOIN before.kept.openings AS k USING (role_id)
        JOIN look_openings AS o ON o.role_id = m.survivor
    ) AS o ON get_bit(b.roles, o.was) = 1
    GROUP BY b.profile
)
SELECT
    b.profile,
    ((CASE WHEN $more > 0 THEN (b.roles::VARCHAR || repeat('0', $more))::BIT ELSE b.roles END) & lasting.roles)
        | coalesce(m.roles, bitstring('0', $bits)) AS roles
FROM before.kept.seen AS b
SEMI JOIN look_profiles AS p ON p.id = b.profile
CROSS JOIN lasting
LEFT JOIN merged AS m USING (profile);

INSERT INTO fresh.kept.seen SELECT s.profile, s.roles FROM look_seen AS s SEMI JOIN look_profiles AS p ON p.id = s.profile AND p.state = 'unusable';
