-- severity: stop
-- says: a confidence is not between 0 and 1
SELECT classification_id, title, confidence
FROM store.classifications
WHERE NOT (confidence BETWEEN 0 AND 1) OR isnan(confidence)
