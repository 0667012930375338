-- Which level stands on each posting from tonight on: the current verdict's, or what a person corrected it to. Where it is another than
-- before, the span before ends and an event tells of it.
CREATE OR REPLACE TEMP TABLE standing AS
WITH corrected AS (
    SELECT target AS posting_key, true AS names_posting, correction_id, value, position
    FROM store.corrections
    WHERE kind = 'level'
    UNION ALL
    SELECT rp.posting_key, false, c.correction_id, c.value, c.position
    FROM store.corrections AS c
    JOIN store.role_postings AS rp ON c.target = rp.role_id
    WHERE c.kind = 'level'
),
-- One that names the posting goes before one that names its role.
chosen AS (
    SELECT posting_key, correction_id, value
    FROM corrected
    QUALIFY row_number() OVER (PARTITION BY posting_key ORDER BY names_posting DESC, position DESC) = 1
)
SELECT
    p.posting_key,
    p.title,
    v.classification_id,
    v.rulebook,
    CASE WHEN k.value IS NULL THEN v.family WHEN k.value = 'not_pm' THEN 'not_pm' ELSE 'pm' END AS family,
    CASE WHEN k.value IS NULL THEN v.level WHEN k.value <> 'not_pm' THEN k.value END AS level,
    k.correction_id
FROM store.postings AS p
JOIN store.current_verdicts AS v USING (reading_hash)
LEFT JOIN chosen AS k USING (posting_key)
WHERE p.is_candidate;

CREATE OR REPLACE TEMP TABLE moved_levels AS
SELECT
    b.posting_key,
    coalesce(b.level, 'not_pm') AS before,
    coalesce(s.level, 'not_pm') AS after,
    coalesce('correction ' || b.correction_id, b.rulebook) AS rulebook_before,
    coalesce('correction ' || s.correction_id, s.rulebook) AS rulebook
FROM store.posting_levels AS b
LEFT JOIN standing AS s USING (posting_key)
WHERE b.valid_to IS NULL
    AND (
        s.posting_key IS NULL
        OR s.classification_id <> b.classification_id
        OR s.family <> b.family
        OR s.level IS DISTINCT FROM b.level
        OR s.correction_id IS DISTINCT FROM b.correction_id
    );

INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, m.posting_key, 'relevelled' AS kind, []::VARCHAR[] AS fields,
    m.before, m.after, m.rulebook_before, m.rulebook, p.title
FROM moved_levels AS m
JOIN store.postings AS p USING (posting_key)
WHERE m.before <> m.after;

-- One that is back after nights on which no level stood on it.
INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, s.posting_key, 'relevelled' AS kind, []::VARCHAR[] AS fields,
    'not_pm' AS before, s.level AS after, coalesce('correction ' || s.correction_id, s.rulebook) AS rulebook, s.title
FROM standing AS s
SEMI JOIN store.posting_levels AS b USING (posting_key)
ANTI JOIN (SELECT posting_key FROM store.posting_levels WHERE valid_to IS NULL) AS n USING (posting_key)
WHERE s.level IS NOT NULL;

-- A span that began tonight is written over: it stood on no night.
DELETE FROM store.posting_levels
WHERE valid_to IS NULL AND valid_from = getvariable('night') AND posting_key IN (SELECT posting_key FROM moved_levels);

UPDATE store.posting_levels
SET valid_to = getvariable('night')
WHERE valid_to IS NULL AND posting_key IN (SELECT posting_key FROM moved_levels);

INSERT INTO store.posting_levels BY NAME
SELECT
    s.posting_key, getvariable('night') AS valid_from, s.classification_id, s.rulebook, s.family, s.level, s.correction_id,
    getvariable('run_id') AS run_id
FROM standing AS s
ANTI JOIN (SELECT posting_key FROM store.posting_levels WHERE valid_to IS NULL) AS b USING (posting_key);

DROP TABLE standing;
DROP TABLE moved_levels;
