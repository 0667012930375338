-- severity: stop
-- says: a posting's nights, or an event's, contradict each other or lie after the run's night
SELECT posting_key, first_seen, last_seen, last_absent, closed_at, state
FROM store.postings
WHERE first_seen > last_seen
    OR last_seen > getvariable('night')
    OR last_absent <= last_seen
    OR last_absent > getvariable('night')
    OR closed_at < first_seen
    OR (state = 'closed') <> (closed_at IS NOT NULL)
    OR (state = 'closed') <> (absences >= 2 OR coalesce(closed_because IN ('board retired', 'expired', 'unseen'), false))
    OR (state = 'frozen') <> (unknown_since IS NOT NULL)
    OR valid_from < first_seen
    OR valid_from > getvariable('night')
UNION ALL
SELECT e.posting_key, p.first_seen, p.last_seen, NULL, e.night, 'event ' || e.kind
FROM store.events AS e
JOIN store.postings AS p USING (posting_key)
WHERE e.night > getvariable('night') OR e.night < p.first_seen
UNION ALL
SELECT posting_key, valid_from, valid_to, NULL, NULL, 'version'
FROM store.posting_versions
WHERE valid_to <= valid_from
UNION ALL
SELECT posting_key, valid_from, valid_to, NULL, NULL, 'level'
FROM store.posting_levels
WHERE valid_to <= valid_from
