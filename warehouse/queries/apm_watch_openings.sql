-- The associate roles and programmes of the feed that opened, or came back, on a night or later: programmes first, then the newest.
-- Parameter: since.
SELECT
    a.role_id,
    a.opened_on,
    a.opening,
    a.title,
    a.company,
    e.places,
    e.work_mode,
    e.verdict,
    e.confidence,
    e.correction IS NOT NULL AS corrected,
    a.training_programme = 'yes' AS programme,
    -- What the level rests on, where the posting has no words of its own for a programme; the title says itself.
    coalesce(a.programme_quote, list_filter(e.evidence, lambda found: found.section <> 'title')[1].quote) AS quote,
    a.job_start,
    a.job_start_quote,
    a.opened_in
FROM apm_watch AS a
JOIN explore_roles AS e ON e.id = a.role_id
WHERE a.opened_on >= $since::DATE
ORDER BY programme DESC, a.opened_on DESC, a.company, a.title, a.role_id;
