-- The boards whose roles are shown from memory, or not at all, because the latest try could not read them.
SELECT source, board, company, state, last_sound_night, open_roles
FROM source_health
WHERE state <> 'read'
ORDER BY source, board;
