-- One row per run, with what its boards answered and what its checks found.
CREATE OR REPLACE VIEW run_log AS
SELECT
    r.sequence, r.run_id, r.kind, r.night, r.state, r.started_at, r.finished_at, r.rulebook, r.message,
    coalesce(b.boards, 0) AS boards,
    coalesce(b.boards_read, 0) AS boards_read,
    coalesce(b.boards_suspect, 0) AS boards_suspect,
    coalesce(b.boards_failed, 0) AS boards_failed,
    coalesce(b.boards_retired, 0) AS boards_retired,
    coalesce(b.postings, 0) AS postings,
    coalesce(b.candidates, 0) AS candidates,
    coalesce(b.rejections, 0) AS rejections,
    coalesce(b.passed_over, 0) AS passed_over,
    coalesce(b.boards_unchanged, 0) AS boards_unchanged,
    b.requests,
    coalesce(c.failed_checks, []) AS failed_checks,
    r.level_mix
FROM store.runs AS r
LEFT JOIN (
    SELECT
        run_id,
        count(*) AS boards,
        count(*) FILTER (WHERE state = 'read') AS boards_read,
        count(*) FILTER (WHERE state = 'suspect') AS boards_suspect,
        count(*) FILTER (WHERE state NOT IN ('read', 'suspect', 'retired')) AS boards_failed,
        count(*) FILTER (WHERE state = 'retired') AS boards_retired,
        sum(postings)::BIGINT AS postings,
        sum(candidates)::BIGINT AS candidates,
        sum(rejections)::BIGINT AS rejections,
        sum(passed_over)::BIGINT AS passed_over,
        count(*) FILTER (WHERE state = 'read' AND unchanged) AS boards_unchanged,
        sum(requests)::BIGINT AS requests
    FROM store.board_reads
    GROUP BY run_id
) AS b USING (run_id)
LEFT JOIN (
    SELECT run_id, list(name ORDER BY name) AS failed_checks
    FROM store.check_results
    WHERE failing > 0
    GROUP BY run_id
) AS c USING (run_id);

COMMENT ON VIEW run_log IS 'One row per run, with what its boards answered and what its checks found.';
COMMENT ON COLUMN run_log.sequence IS 'Order in which the runs happened, from 1.';
COMMENT ON COLUMN run_log.run_id IS 'Name of the run, unique.';
COMMENT ON COLUMN run_log.kind IS 'nightly, ingest (files) or relevel (stored texts read anew, no board).';
COMMENT ON COLUMN run_log.night IS 'The night that the run stands for; all dates of ours are nights.';
COMMENT ON COLUMN run_log.state IS 'running, good, degraded (published, some boards failed or suspect), held back (a check stopped it) or failed.';
COMMENT ON COLUMN run_log.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN run_log.finished_at IS 'When it ended, UTC; null while it runs.';
COMMENT ON COLUMN run_log.rulebook IS 'Version of the rulebook that the run levelled with; null where it levelled nothing and none was named.';
COMMENT ON COLUMN run_log.message IS 'For a person: why the run is degraded, held back or failed.';
COMMENT ON COLUMN run_log.boards IS 'Boards tried.';
COMMENT ON COLUMN run_log.boards_read IS 'Boards read soundly.';
COMMENT ON COLUMN run_log.boards_suspect IS 'Boards that answered, but collapsed against their own recent past.';
COMMENT ON COLUMN run_log.boards_failed IS 'Boards that could not be read.';
COMMENT ON COLUMN run_log.boards_retired IS 'Boards that were retired before, and still gone.';
COMMENT ON COLUMN run_log.postings IS 'Postings in all answers.';
COMMENT ON COLUMN run_log.candidates IS 'Of these, postings whose title passes the title gate.';
COMMENT ON COLUMN run_log.rejections IS 'Entries that were no posting.';
COMMENT ON COLUMN run_log.passed_over IS 'Entries whose text was not asked for, as their title is none that is wanted.';
COMMENT ON COLUMN run_log.boards_unchanged IS 'Of the boards read soundly, those of which no answer was sent again, as each was what it had been.';
COMMENT ON COLUMN run_log.requests IS 'Requests that reading the boards took, redirects and retries included; null where no board was asked, or before they were counted.';
COMMENT ON COLUMN run_log.failed_checks IS 'Names of the checks that found something.';
COMMENT ON COLUMN run_log.level_mix IS 'Open roles by level when the run ended; null unless it was good or degraded.';
