-- Verdicts that no reading and no level refers to any more.
DELETE FROM store.classifications
WHERE classification_id NOT IN (SELECT classification_id FROM store.readings UNION ALL SELECT classification_id FROM store.posting_levels);
