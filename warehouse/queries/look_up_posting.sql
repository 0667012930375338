-- The posting that a role is shown by. Parameter: role_id.
SELECT p.*
FROM postings AS p
JOIN roles AS r USING (posting_key)
WHERE r.role_id = $role_id
