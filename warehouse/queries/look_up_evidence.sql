-- What was found for a role's level, in the order of the verdict. Parameter: role_id.
FROM evidence WHERE role_id = $role_id ORDER BY position
