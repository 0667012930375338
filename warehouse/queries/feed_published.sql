-- The roles as readers were told of them, those of the latest publication first, each with the text that its level was read from.
SELECT f.id, f.sequence, f.opened_night, f.role, t.text
FROM feed_roles AS f
LEFT JOIN roles AS r ON r.role_id = f.id
LEFT JOIN store.classifications AS c ON c.classification_id = r.classification_id
LEFT JOIN store.texts AS t ON t.text_hash = c.text_hash
ORDER BY f.sequence DESC, f.id;
