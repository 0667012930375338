-- One row per product-management role: when its postings were first and last seen, and whether its opening and its end were seen.
CREATE OR REPLACE VIEW store.role_sightings AS
WITH known_boards AS (
    SELECT board_key, min(night) AS first_sound_night
    FROM store.board_reads
    WHERE state = 'read' AND complete
    GROUP BY board_key
),
sightings AS (
    SELECT
        rp.role_id, p.first_seen, p.last_seen, p.closed_because, b.first_sound_night,
        min(p.first_seen) OVER (PARTITION BY rp.role_id) AS role_first_seen,
        max(p.last_seen) OVER (PARTITION BY rp.role_id) AS role_last_seen
    FROM store.role_postings AS rp
    JOIN store.postings AS p USING (posting_key)
    LEFT JOIN known_boards AS b USING (board_key)
)
SELECT
    role_id,
    min(first_seen) AS first_seen,
    max(last_seen) AS last_seen,
    -- What was there when its board was first read had opened some time before; a file or a window never tells what it left out.
    coalesce(
        bool_and(first_sound_night < first_seen) FILTER (WHERE first_seen = role_first_seen AND first_sound_night IS NOT NULL), false
    ) AS opening_seen,
    coalesce(bool_or(closed_because = 'board retired'), false) AS lost_with_board,
    -- Out of a window a posting goes while it is open, or not; its employer's own board tells which.
    coalesce(
        bool_or(closed_because IN ('expired', 'unseen') AND last_seen = role_last_seen)
        AND NOT bool_or(coalesce(closed_because = 'absent' AND last_seen = role_last_seen, false)),
        false
    ) AS left_window
FROM sightings
GROUP BY role_id;

COMMENT ON VIEW store.role_sightings IS 'One row per product-management role: when its postings were first and last seen, and whether its opening and its end were seen.';
COMMENT ON COLUMN store.role_sightings.role_id IS 'The role.';
COMMENT ON COLUMN store.role_sightings.first_seen IS 'First night on which any of its postings was there.';
COMMENT ON COLUMN store.role_sightings.last_seen IS 'Latest night on which any of its postings was there.';
COMMENT ON COLUMN store.role_sightings.opening_seen IS 'Whether its board had been read soundly, and without it, before first_seen.';
COMMENT ON COLUMN store.role_sightings.lost_with_board IS 'Whether one of its postings was closed because its board was retired: nobody saw it go.';
COMMENT ON COLUMN store.role_sightings.left_window IS 'Whether the posting seen last left the window that its board shows, and was closed for its date or for not being seen any more, and no board that shows all had it until then.';
