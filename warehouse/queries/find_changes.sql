-- Which of the postings that were read soundly are new, came back, or are not as they were. The rest need but a date.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    s.posting_key,
    s.board_key,
    s.title,
    p.posting_key IS NULL AS opened,
    coalesce(p.state = 'closed', false) AS reopened,
    coalesce(p.state = 'frozen', false) AS thawed,
    coalesce(p.row_hash <> s.row_hash OR p.is_candidate <> s.is_candidate, false) AS rewritten
FROM staged_postings AS s
JOIN judged_reads AS r USING (board_key)
LEFT JOIN store.postings AS p USING (posting_key)
WHERE r.state = 'read' AND (p.posting_key IS NULL OR p.row_hash <> s.row_hash OR p.is_candidate <> s.is_candidate OR p.state <> 'open');

CREATE OR REPLACE TEMP TABLE known AS
SELECT p.*
FROM store.postings AS p
SEMI JOIN (SELECT posting_key FROM changes WHERE rewritten) AS c USING (posting_key);
