-- A role, by its id. Parameter: role_id.
FROM roles WHERE role_id = $role_id
