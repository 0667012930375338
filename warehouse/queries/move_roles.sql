-- Which role each posting belongs to when corrections are applied (arrow_moves: only those that are not where they were).
INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, m.posting_key,
    CASE WHEN m.role_id IN (SELECT role_id FROM store.role_postings) THEN 'merged' ELSE 'separated' END AS kind,
    []::VARCHAR[] AS fields, rp.role_id AS before, m.role_id AS after, p.title
FROM arrow_moves AS m
JOIN store.role_postings AS rp USING (posting_key)
JOIN store.postings AS p USING (posting_key)
WHERE rp.role_id <> m.role_id AND rp.run_id <> getvariable('run_id');

UPDATE store.role_postings AS rp
SET role_id = m.role_id, correction_id = m.correction_id
FROM arrow_moves AS m
WHERE rp.posting_key = m.posting_key;
