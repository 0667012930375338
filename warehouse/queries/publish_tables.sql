-- Copies what analysts need into the attached file `published`, each table in the order of its key, so that the same content gives
-- the same file: the postings that belong to a role, without their HTML, and only the current verdict on each.
CREATE SCHEMA published.store;

CREATE TABLE published.store.levels AS FROM store.levels ORDER BY rank;
CREATE TABLE published.store.runs AS FROM store.runs ORDER BY sequence;
CREATE TABLE published.store.boards AS FROM store.boards ORDER BY board_key;
CREATE TABLE published.store.board_reads AS FROM store.board_reads ORDER BY board_key, night, run_id;
CREATE TABLE published.store.rejections AS FROM store.rejections ORDER BY board_key, rejection_key;
CREATE TABLE published.store.check_results AS FROM store.check_results ORDER BY run_id, name;
CREATE TABLE published.store.role_postings AS FROM store.role_postings ORDER BY posting_key;

CREATE TABLE published.store.postings AS
SELECT p.* EXCLUDE (description)
FROM store.postings AS p
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY posting_key;

CREATE TABLE published.store.events AS
SELECT e.*
FROM store.events AS e
SEMI JOIN store.role_postings AS rp USING (posting_key)
ORDER BY night, posting_key, kind, run_id;

CREATE TABLE published.store.classifications AS
SELECT v.*
FROM store.current_verdicts AS v
WHERE v.reading_hash IN (SELECT p.reading_hash FROM store.postings AS p SEMI JOIN store.role_postings AS rp USING (posting_key))
ORDER BY classification_id;

CREATE TABLE published.store.evidence AS
SELECT e.*
FROM store.evidence AS e
WHERE e.classification_id IN (SELECT c.classification_id FROM published.store.classifications AS c)
ORDER BY classification_id, position;

CREATE TABLE published.store.texts AS
SELECT t.*
FROM store.texts AS t
WHERE t.text_hash IN (SELECT c.text_hash FROM published.store.classifications AS c)
ORDER BY text_hash;
