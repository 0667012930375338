-- What the boards that were read no longer hold, and what the boards that were not read may still hold.

-- One absence a night at most: neither on a night on which the posting was seen, nor twice on one night.
UPDATE store.postings AS p
SET absences = p.absences + 1, last_absent = getvariable('night')
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND r.state = 'read' AND r.complete
    AND p.state <> 'closed'
    AND getvariable('night') > p.last_seen
    AND (p.last_absent IS NULL OR getvariable('night') > p.last_absent)
    AND p.posting_key NOT IN (SELECT posting_key FROM seen);

INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, posting_key, 'closed' AS kind, []::VARCHAR[] AS fields,
    NULL::VARCHAR AS title_before, title
FROM store.postings
WHERE state <> 'closed' AND absences >= 2;

UPDATE store.postings
SET state = 'closed', closed_at = last_absent
WHERE state <> 'closed' AND absences >= 2;

-- A board that could not be read freezes what was open on it; the next sound read lets it go.
UPDATE store.postings AS p
SET state = CASE WHEN r.state = 'read' THEN 'open' ELSE 'frozen' END
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND p.state = CASE WHEN r.state = 'read' THEN 'frozen' ELSE 'open' END
    AND (r.complete OR r.state <> 'read');
