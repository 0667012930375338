-- What is announced to the profiles that were just looked at. `match_reasons` has the reasons of what stands in no list.
-- Parameters: night, run_id and sequence of the publication.
INSERT INTO fresh.profile_announced
SELECT
    p.id, r.id, k.opening, r.opened_night, $night, $run_id, $sequence, t.first, t.place, t.points, NULL, NULL,
    r.title, r.company, r.level, r.verdict, r.places,
    coalesce(w.reasons, o.reasons, [])
FROM look_told AS t
JOIN look_profiles AS p ON p.number = t.profile
JOIN look_numbers AS k USING (n)
JOIN match_roles AS m USING (n)
JOIN look_roles AS r ON r.id = m.id
LEFT JOIN look_reasons AS w ON w.profile = t.profile AND w.n = t.n
LEFT JOIN match_told AS o ON o.profile = t.profile AND o.n = t.n
ORDER BY t.profile, t.place;
