-- The roles themselves, as they come: to put so much text in order would take as much memory again.
SELECT l.position, f.role
FROM published.feed_roles AS f
INNER JOIN listing AS l USING (id)
