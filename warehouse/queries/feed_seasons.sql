-- Open associate roles and programmes whose employer opened such roles before, and the months in which it did.
SELECT role_id, opened_in
FROM apm_watch
WHERE state <> 'closed' AND opened_in <> [];
