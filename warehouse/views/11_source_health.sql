-- One row per board: what came of reading it last, and what is open on it.
CREATE OR REPLACE VIEW source_health AS
WITH reads AS (
    SELECT b.*, r.sequence
    FROM store.board_reads AS b
    JOIN store.runs AS r USING (run_id)
),
latest AS (
    FROM reads
    QUALIFY row_number() OVER (PARTITION BY board_key ORDER BY sequence DESC) = 1
),
sound AS (
    SELECT board_key, max(night) AS last_sound_night
    FROM reads
    WHERE state = 'read'
    GROUP BY board_key
),
standing AS (
    SELECT board AS token, source, count(*) AS open_roles
    FROM roles
    WHERE state <> 'closed'
    GROUP BY ALL
)
SELECT
    b.source, b.board, b.company, b.industry, l.night, l.state, l.believed, CASE WHEN l.state IN ('read', 'suspect') THEN l.complete END AS complete, l.unchanged, l.postings, l.passed_over, l.candidates,
    l.recent_median, l.rejections, l.rejected, l.filled, s.last_sound_night, b.retired_at, coalesce(o.open_roles, 0) AS open_roles,
    l.message, l.seconds, l.requests, l.bytes_read, l.run_id
FROM store.boards AS b
JOIN latest AS l USING (board_key)
LEFT JOIN sound AS s USING (board_key)
LEFT JOIN standing AS o ON o.source = b.source AND o.token = b.board;

COMMENT ON VIEW source_health IS 'One row per board: what came of reading it last, and what is open on it.';
COMMENT ON COLUMN source_health.source IS 'The platform.';
COMMENT ON COLUMN source_health.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN source_health.company IS 'The employer''s name as people write it.';
COMMENT ON COLUMN source_health.industry IS 'The employer''s industry, from the list of boards.';
COMMENT ON COLUMN source_health.night IS 'Night of the latest try to read it.';
COMMENT ON COLUMN source_health.state IS 'read, suspect (answered, but collapsed against its own recent past), unavailable, changed, gone, or retired (still gone).';
COMMENT ON COLUMN source_health.believed IS 'True where a collapse had lasted long enough to be taken as true; the median starts anew here.';
COMMENT ON COLUMN source_health.complete IS 'False for a file, for a window (the latest hundred of an aggregator) and for a list that moved while it was read: what it does not hold is not thereby absent. Null where nothing was read.';
COMMENT ON COLUMN source_health.unchanged IS 'Whether every answer was what it had been, and was not sent again.';
COMMENT ON COLUMN source_health.postings IS 'Postings in the answer, without doubles and without those passed over.';
COMMENT ON COLUMN source_health.passed_over IS 'Entries whose text was not asked for, as their title is none that is wanted.';
COMMENT ON COLUMN source_health.candidates IS 'Of the postings, those whose title passes the title gate.';
COMMENT ON COLUMN source_health.recent_median IS 'Median of postings and passed_over together over the board''s last sound reads on earlier nights; null where there is none.';
COMMENT ON COLUMN source_health.rejections IS 'Entries of the answer that were no posting.';
COMMENT ON COLUMN source_health.rejected IS 'The same by reason; null where the latest try was before these were counted.';
COMMENT ON COLUMN source_health.filled IS 'Share of the postings, 0 to 1, for which the board states a field, by field (applicant_location: of the remote ones); without what was read from texts. View fill_rates sums it up by platform.';
COMMENT ON COLUMN source_health.last_sound_night IS 'Latest night on which it was read soundly; null where it never was.';
COMMENT ON COLUMN source_health.retired_at IS 'Night on which it was retired: its platform had said on five nights in a row that there is no such board, and its postings closed; null unless retired now.';
COMMENT ON COLUMN source_health.open_roles IS 'Product-management roles shown from it that are not closed.';
COMMENT ON COLUMN source_health.message IS 'For a person: why the state is not read.';
COMMENT ON COLUMN source_health.seconds IS 'How long reading took.';
COMMENT ON COLUMN source_health.requests IS 'Requests that reading took, redirects and retries included.';
COMMENT ON COLUMN source_health.bytes_read IS 'Size of the answers, without those that were unchanged.';
COMMENT ON COLUMN source_health.run_id IS 'The run of the latest try.';
