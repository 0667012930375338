-- Records how a run ended. Parameters: run_id, state, finished_at, message.
UPDATE store.runs
SET
    state = $state,
    finished_at = $finished_at,
    message = $message,
    -- What explore_roles counts, without all else that it shows of a role.
    level_mix = CASE WHEN $state IN ('good', 'degraded') THEN (
        WITH members AS (
            SELECT
                rp.role_id, b.level, rp.first_party, p.first_seen, p.posting_key,
                CASE p.state WHEN 'open' THEN 1 WHEN 'frozen' THEN 2 ELSE 3 END AS state_rank
            FROM store.role_postings AS rp
            JOIN store.postings AS p USING (posting_key)
            JOIN store.posting_levels AS b ON b.posting_key = p.posting_key AND b.valid_to IS NULL
            WHERE b.family = 'pm'
        ),
        shown AS (
            SELECT level, state_rank
            FROM members
            QUALIFY row_number() OVER (PARTITION BY role_id ORDER BY state_rank, first_party DESC, first_seen, posting_key) = 1
        ),
        mix AS (
            SELECT level, count(*) AS roles
            FROM shown
            JOIN store.levels AS l USING (level)
            WHERE state_rank < 3 AND l.on_ladder
            GROUP BY level
        )
        SELECT map_from_entries(coalesce(list((level, roles) ORDER BY level), []))
        FROM mix
    ) END
WHERE run_id = $run_id;
