-- Records how a run ended. Parameters: run_id, state, finished_at, message.
UPDATE store.runs
SET
    state = $state,
    finished_at = $finished_at,
    message = $message,
    -- What explore_roles counts, without all else that it shows of a role.
    level_mix = CASE WHEN $state IN ('good', 'degraded') THEN (
        WITH shown AS (
            SELECT b.level, p.state
            FROM store.role_postings AS rp
            JOIN store.postings AS p USING (posting_key)
            JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
            WHERE b.family = 'pm'
            QUALIFY row_number() OVER (
                PARTITION BY rp.role_id ORDER BY store.shown_order(p.state, rp.first_party, p.first_seen, p.posting_key)
            ) = 1
        ),
        mix AS (
            SELECT level, count(*) AS roles
            FROM shown
            JOIN store.levels AS l USING (level)
            WHERE state <> 'closed' AND l.on_ladder
            GROUP BY level
        )
        SELECT map_from_entries(coalesce(list((level, roles) ORDER BY level), []))
        FROM mix
    ) END
WHERE run_id = $run_id;
