-- How many roles there are of each level of the ladder.
SELECT l.level, count(f.id) AS roles
FROM store.levels AS l
LEFT JOIN feed_roles AS f USING (level)
WHERE l.on_ladder
GROUP BY l.level, l.rank
ORDER BY l.rank;
