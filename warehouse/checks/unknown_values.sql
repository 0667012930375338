-- severity: stop
-- says: a column holds a word that is not on its list
SELECT 'classifications.level' AS place, classification_id AS key, level AS word
FROM store.classifications
WHERE (family = 'pm') <> (level IS NOT NULL) OR (level IS NOT NULL AND level NOT IN (SELECT level FROM store.levels))
UNION ALL
SELECT 'classifications.runner_up', classification_id, runner_up
FROM store.classifications
WHERE runner_up IS NOT NULL AND runner_up NOT IN (SELECT level FROM store.levels)
UNION ALL
SELECT 'classifications.family', classification_id, family FROM store.classifications WHERE family NOT IN ('pm', 'not_pm')
UNION ALL
SELECT 'postings.state', posting_key, state FROM store.postings WHERE state NOT IN ('open', 'frozen', 'closed')
UNION ALL
SELECT 'postings.work_mode', posting_key, work_mode FROM store.postings WHERE work_mode NOT IN ('remote', 'hybrid', 'onsite', 'unknown')
UNION ALL
SELECT 'postings.employment_types', posting_key, array_to_string(employment_types, ' ')
FROM store.postings
WHERE NOT list_has_all(['FULL_TIME', 'PART_TIME', 'CONTRACTOR', 'TEMPORARY', 'INTERN', 'VOLUNTEER', 'PER_DIEM', 'OTHER'], employment_types)
UNION ALL
SELECT 'postings.closed_because', posting_key, closed_because
FROM store.postings
WHERE closed_because NOT IN ('absent', 'board retired', 'expired', 'unseen')
UNION ALL
SELECT 'board_reads.state', board_key, state
FROM store.board_reads
WHERE state NOT IN ('read', 'suspect', 'unavailable', 'changed', 'gone', 'retired')
UNION ALL
SELECT 'events.kind', posting_key, kind
FROM store.events
WHERE kind NOT IN (
    'opened', 'retitled', 'edited', 'template_edited', 'relevelled', 'frozen', 'thawed', 'closed', 'reopened', 'reposted', 'merged', 'separated'
)
UNION ALL
SELECT 'posting_levels.level', posting_key, level
FROM store.posting_levels
WHERE (family = 'pm') <> (level IS NOT NULL) OR (level IS NOT NULL AND level NOT IN (SELECT level FROM store.levels))
UNION ALL
SELECT 'evidence.context', classification_id, context
FROM store.evidence
WHERE context NOT IN ('asserted', 'negated', 'other_person', 'prospective', 'prior')
