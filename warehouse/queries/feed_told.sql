-- What readers were told of the roles that were open, in the order of their ids.
SELECT id, sequence, opened, opened_night, role
FROM feed_roles
ORDER BY id;
