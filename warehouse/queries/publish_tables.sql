-- Copies what analysts need into the attached file `published`, each table in the order of its key, so that the same content gives
-- the same file: the postings that belong to a role, without their HTML, with every
-- version of them and every verdict that stood on them, but only the texts that they have now.
CREATE SCHEMA published.store;

CREATE TABLE published.store.levels AS FROM store.levels ORDER BY rank;
CREATE TABLE published.store.runs AS FROM store.runs ORDER BY sequence;
CREATE TABLE published.store.boards AS FROM store.boards ORDER BY board_key;
CREATE TABLE published.store.board_reads AS FROM store.board_reads ORDER BY board_key, night, run_id;
CREATE TABLE published.store.rejections AS FROM store.rejections ORDER BY board_key, rejection_key;
CREATE TABLE published.store.check_results AS FROM store.check_results ORDER BY run_id, name;
CREATE TABLE published.store.role_postings AS FROM store.role_postings ORDER BY posting_key;

CREATE TABLE published.store.board_events AS FROM store.board_events ORDER BY board_key, night, run_id;
CREATE TABLE published.store.corrections AS FROM store.corrections ORDER BY correction_id, target, field;

CREATE TABLE published.store.postings AS
SELECT p.* EXCLUDE (description, description_hash, row_hash)
FROM store.postings AS p
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY posting_key;

CREATE TABLE published.store.posting_versions AS
SELECT v.* EXCLUDE (description)
FROM store.posting_versions AS v
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY posting_key, valid_from;

CREATE TABLE published.store.posting_levels AS
SELECT b.*
FROM store.posting_levels AS b
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY posting_key, valid_from;

CREATE TABLE published.store.events AS
SELECT e.*
FROM store.events AS e
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY night, posting_key, kind, run_id;

-- Every verdict that ever stood on them; of the readings only those that say which stands now.
CREATE TABLE published.store.classifications AS
SELECT c.*
FROM store.classifications AS c
WHERE c.classification_id IN (SELECT b.classification_id FROM published.store.posting_levels AS b)
ORDER BY classification_id;

CREATE TABLE published.store.readings AS
SELECT d.*
FROM store.readings AS d
JOIN store.current_verdicts AS v ON v.reading_hash = d.reading_hash AND v.rulebook = d.rulebook
WHERE d.reading_hash IN (SELECT p.reading_hash FROM published.store.postings AS p)
ORDER BY d.reading_hash;

CREATE TABLE published.store.evidence AS
SELECT e.*
FROM store.evidence AS e
WHERE e.classification_id IN (SELECT c.classification_id FROM published.store.classifications AS c)
ORDER BY classification_id, position;

CREATE TABLE published.store.texts AS
SELECT t.*
FROM store.texts AS t
WHERE t.text_hash IN (
    SELECT c.text_hash FROM published.store.classifications AS c
    WHERE c.classification_id IN (SELECT d.classification_id FROM published.store.readings AS d)
)
ORDER BY text_hash;
