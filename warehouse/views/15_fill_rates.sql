-- One row per platform and field that a posting may state: of how many postings it is known, and for which share of them.
CREATE OR REPLACE VIEW fill_rates AS
WITH latest AS (
    SELECT o.source, b.postings, b.remote, b.filled
    FROM store.board_reads AS b
    JOIN store.runs AS r USING (run_id)
    JOIN store.boards AS o USING (board_key)
    WHERE b.state = 'read' AND b.filled IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY b.board_key ORDER BY r.sequence DESC) = 1
),
fields AS (
    SELECT source, postings, remote, unnest(map_entries(filled)) AS entry
    FROM latest
),
counted AS (
    SELECT source, entry.key AS field, entry.value AS share, CASE entry.key WHEN 'applicant_location' THEN remote ELSE postings END AS postings
    FROM fields
)
SELECT source, field, count(*) AS boards, sum(postings)::BIGINT AS postings, round(sum(share * postings) / sum(postings), 4) AS share
FROM counted
GROUP BY source, field
ORDER BY source, field;

COMMENT ON VIEW fill_rates IS 'One row per platform and field that a posting may state: of how many postings it is known, and for which share of them.';
COMMENT ON COLUMN fill_rates.source IS 'The platform.';
COMMENT ON COLUMN fill_rates.field IS 'The field, as in the view postings; country is that of places, salary a figure of pay.';
COMMENT ON COLUMN fill_rates.boards IS 'Boards whose latest sound read held a posting (applicant_location: a remote one).';
COMMENT ON COLUMN fill_rates.postings IS 'Postings of these reads, of whatever title (applicant_location: the remote ones).';
COMMENT ON COLUMN fill_rates.share IS 'For which share of them, 0 to 1, the board states the field; without what was read from texts. work_mode: that is not unknown.';
