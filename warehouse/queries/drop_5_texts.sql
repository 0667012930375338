-- Texts of verdicts that are gone.
DELETE FROM store.texts WHERE text_hash NOT IN (SELECT text_hash FROM store.classifications);
