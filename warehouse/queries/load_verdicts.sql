-- Verdicts and evidence from the Arrow tables. A content keeps the verdict that it has under a rulebook; a rulebook that says the same as an
-- earlier one adds no verdict, only that it says so.
CREATE OR REPLACE TEMP TABLE staged_verdicts AS
SELECT a.*, p.reading_hash, p.title, sha256(p.reading_hash || ' ' || a.verdict_hash) AS classification_id
FROM arrow_verdicts AS a
JOIN store.postings AS p USING (posting_key)
ANTI JOIN store.readings AS d ON d.reading_hash = p.reading_hash AND d.rulebook = a.rulebook
QUALIFY row_number() OVER (PARTITION BY p.reading_hash, a.rulebook ORDER BY a.posting_key) = 1;

INSERT INTO store.readings BY NAME
SELECT reading_hash, rulebook, classification_id, getvariable('run_id') AS run_id
FROM staged_verdicts;

DELETE FROM staged_verdicts WHERE classification_id IN (SELECT classification_id FROM store.classifications);

INSERT INTO store.texts
SELECT DISTINCT v.text_hash, v.text
FROM staged_verdicts AS v
ANTI JOIN store.texts AS t USING (text_hash);

INSERT INTO store.classifications BY NAME
SELECT * EXCLUDE (posting_key, text), getvariable('run_id') AS run_id
FROM staged_verdicts;

INSERT INTO store.evidence BY NAME
SELECT DISTINCT v.classification_id, e.* EXCLUDE (posting_key, rulebook)
FROM arrow_evidence AS e
JOIN staged_verdicts AS v USING (posting_key, rulebook);

DROP TABLE staged_verdicts;
