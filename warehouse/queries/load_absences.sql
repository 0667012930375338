-- What the boards that were read no longer hold, and what the boards that were not read may still hold.

-- What is there, though its entry could not be read: neither seen nor absent.
CREATE OR REPLACE TEMP TABLE unreadable AS
SELECT DISTINCT p.posting_key
FROM store.postings AS p
JOIN rejected AS j ON j.board_key = p.board_key AND j.identifier = p.identifier
WHERE j.unsound
UNION
SELECT p.posting_key
FROM store.postings AS p
JOIN (SELECT board_key, unnest(there) AS found_at FROM judged_reads) AS t ON t.board_key = p.board_key AND t.found_at = p.found_at;

-- One absence a night at most: neither on a night on which the posting was seen, nor twice on one night.
UPDATE store.postings AS p
SET absences = p.absences + 1, last_absent = getvariable('night')
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND r.state = 'read' AND r.complete
    AND p.state <> 'closed'
    AND p.posting_key NOT IN (SELECT posting_key FROM unreadable)
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

-- A window shows the latest of its postings: what it does not show may be there or not, so that it closes by its own date, or after some
-- time. What is shown is there, whatever its date. (A board that shows all tells better than a date that its platform may have filled in.)
CREATE OR REPLACE TEMP TABLE lapsed AS
WITH bounds AS (
    SELECT
        30 AS unseen_nights,        -- job sites commonly sell an advertisement for 30 days, and show it again when it is renewed
        60 AS whole_nights          -- so that a board that could not be read for a month, and then in part, is none
)
SELECT p.posting_key, CASE WHEN p.valid_through < getvariable('night') THEN 'expired' ELSE 'unseen' END AS because
FROM store.postings AS p
JOIN judged_reads AS r USING (board_key)
CROSS JOIN bounds AS b
WHERE r.state = 'read' AND NOT r.complete AND r.source <> 'file'
    AND p.state <> 'closed'
    AND p.last_seen < getvariable('night')
    AND p.posting_key NOT IN (SELECT posting_key FROM unreadable)
    AND (coalesce(p.valid_through < getvariable('night'), false) OR getvariable('night') - p.last_seen >= b.unseen_nights)
    -- A board that is otherwise read whole, and was read in part tonight as it moved meanwhile, is no window.
    AND NOT EXISTS (
        FROM store.board_reads AS w
        WHERE w.board_key = p.board_key AND w.state = 'read' AND w.complete AND w.night BETWEEN getvariable('night') - b.whole_nights AND getvariable('night')
    );

INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, p.posting_key, 'closed' AS kind, []::VARCHAR[] AS fields,
    l.because AS after, p.title
FROM store.postings AS p
JOIN lapsed AS l USING (posting_key);

UPDATE store.postings AS p
SET state = 'closed', closed_at = getvariable('night'), closed_because = l.because, unknown_since = NULL
FROM lapsed AS l
WHERE p.posting_key = l.posting_key;

DROP TABLE lapsed;
DROP TABLE unreadable;

-- A board that could not be read freezes what was open on it; the next sound read lets it go.
INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, p.posting_key,
    CASE WHEN r.state = 'read' THEN 'thawed' ELSE 'frozen' END AS kind, []::VARCHAR[] AS fields, p.title
FROM store.postings AS p
JOIN judged_reads AS r USING (board_key)
WHERE p.state = CASE WHEN r.state = 'read' THEN 'frozen' ELSE 'open' END AND (r.complete OR r.source <> 'file' OR r.state <> 'read');

UPDATE store.postings AS p
SET
    state = CASE WHEN r.state = 'read' THEN 'open' ELSE 'frozen' END,
    unknown_since = CASE WHEN r.state = 'read' THEN NULL ELSE getvariable('night') END
FROM judged_reads AS r
WHERE p.board_key = r.board_key
    AND p.state = CASE WHEN r.state = 'read' THEN 'frozen' ELSE 'open' END
    AND (r.complete OR r.source <> 'file' OR r.state <> 'read');
