-- Evidence of verdicts that are gone.
DELETE FROM store.evidence WHERE classification_id NOT IN (SELECT classification_id FROM store.classifications);
