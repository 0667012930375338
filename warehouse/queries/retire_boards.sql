-- A board of which its platform says on five nights in a row that there is no such board is retired, and its postings close; a sound read
-- brings it back. A correction can keep a board, or retire it at once.
CREATE OR REPLACE TEMP TABLE standings AS
WITH bounds AS (
    SELECT 5 AS gone_nights     -- a platform's own bad week passes sooner; one public list had 22 in 100 boards gone for good
),
nights AS (
    SELECT b.board_key, b.night, b.state
    FROM store.board_reads AS b
    JOIN store.runs AS r USING (run_id)
    QUALIFY row_number() OVER (PARTITION BY b.board_key, b.night ORDER BY r.sequence DESC) = 1
),
streaks AS (
    SELECT n.board_key, count(*) AS gone_nights
    FROM nights AS n
    LEFT JOIN (SELECT board_key, max(night) AS night FROM nights WHERE state <> 'gone' GROUP BY board_key) AS other USING (board_key)
    WHERE n.state = 'gone' AND (other.night IS NULL OR n.night > other.night)
    GROUP BY n.board_key
)
SELECT
    o.board_key,
    CASE WHEN j.state = 'read' THEN 'revived' ELSE 'retired' END AS kind,
    CASE
        WHEN j.state = 'read' THEN 'it answers again'
        WHEN c.value IS NOT NULL THEN 'a correction says so: ' || c.reason
        ELSE printf('its platform said on %d nights in a row that there is no such board', s.gone_nights)
    END AS message
FROM store.boards AS o
JOIN judged_reads AS j USING (board_key)
CROSS JOIN bounds AS b
LEFT JOIN streaks AS s USING (board_key)
LEFT JOIN store.corrections AS c ON c.kind = 'board' AND c.field = 'retire' AND c.target = o.board_key
WHERE CASE
    WHEN j.state = 'read' THEN o.retired_at IS NOT NULL
    ELSE o.retired_at IS NULL AND (c.value = 'true' OR (c.value IS NULL AND s.gone_nights >= b.gone_nights))
END;

INSERT INTO store.board_events BY NAME
SELECT getvariable('night') AS night, getvariable('run_id') AS run_id, board_key, kind, message FROM standings;

UPDATE store.boards AS o
SET retired_at = CASE WHEN s.kind = 'retired' THEN getvariable('night') END
FROM standings AS s
WHERE o.board_key = s.board_key;

INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, p.posting_key, 'closed' AS kind, []::VARCHAR[] AS fields,
    'board retired' AS after, p.title
FROM store.postings AS p
JOIN standings AS s USING (board_key)
WHERE s.kind = 'retired' AND p.state <> 'closed';

UPDATE store.postings AS p
SET state = 'closed', closed_at = getvariable('night'), closed_because = 'board retired', unknown_since = NULL
FROM standings AS s
WHERE p.board_key = s.board_key AND s.kind = 'retired' AND p.state <> 'closed';

DROP TABLE standings;
