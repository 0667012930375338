-- The open roles on the ladder, with what their level rests on.
SELECT id, title, company, level, verdict, confidence, unclear, evidence
FROM explore_roles
ORDER BY first_seen DESC, id;
