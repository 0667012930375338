-- What the boards that were read no longer hold, and what the boards that were not read may still hold.

-- One absence a night at most: neither on a night on which the posting was seen, nor twice on one night.
UPDATE store.postings AS p
SET absences = p.absences + 1, last_absent = getvariable('night')
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND r.state = 'read' AND r.complete
    AND p.state <> 'closed'
    AND getvariable('night') > p.last_seen
    AND (p.last_absent IS NULL OR getvariable('night') > p.last_absent);

INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, posting_key, 'closed' AS kind, []::VARCHAR[] AS fields,
    'absent' AS after, title
FROM store.postings
WHERE state <> 'closed' AND absences >= 2;

UPDATE store.postings
SET state = 'closed', closed_at = last_absent, closed_because = 'absent', unknown_since = NULL
WHERE state <> 'closed' AND absences >= 2;

-- A board that could not be read freezes what was open on it; the next sound read lets it go.
INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, p.posting_key,
    CASE WHEN r.state = 'read' THEN 'thawed' ELSE 'frozen' END AS kind, []::VARCHAR[] AS fields, p.title
FROM store.postings AS p
JOIN judged_reads AS r USING (board_key)
WHERE p.state = CASE WHEN r.state = 'read' THEN 'frozen' ELSE 'open' END AND (r.complete OR r.state <> 'read');

UPDATE store.postings AS p
SET
    state = CASE WHEN r.state = 'read' THEN 'open' ELSE 'frozen' END,
    unknown_since = CASE WHEN r.state = 'read' THEN NULL ELSE getvariable('night') END
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND p.state = CASE WHEN r.state = 'read' THEN 'frozen' ELSE 'open' END
    AND (r.complete OR r.state <> 'read');
