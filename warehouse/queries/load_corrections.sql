-- The corrections as they are written now, in place of those that the run before found.
DELETE FROM store.corrections;
INSERT INTO store.corrections BY NAME
SELECT * EXCLUDE (group_id)
FROM arrow_corrections
ORDER BY correction_id, target, field;
