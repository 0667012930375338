-- The newest roles that one must alone rules out, $most of each.
SELECT a.condition, t.role
FROM match_almost AS a
JOIN match_roles AS r ON get_bit(a.roles, r.n) = 1
JOIN feed_roles AS t USING (id)
QUALIFY row_number() OVER (PARTITION BY a.condition ORDER BY r.n) <= $most
ORDER BY a.condition, r.n;
