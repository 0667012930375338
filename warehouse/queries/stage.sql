-- What the reads say, their rejections, and of the postings no more than tells which of them are not as they were, and which fields a
-- board fills: the rest of a posting stays where it is (arrow_postings) until it is known to be new or changed.
CREATE OR REPLACE TEMP TABLE staged_reads AS FROM arrow_reads;

-- Of those that are what they were, the read that was loaded then: what it held need not be told again.
CREATE OR REPLACE TEMP TABLE same_reads AS
SELECT b.*
FROM store.board_reads AS b
JOIN staged_reads AS s USING (board_key)
WHERE s.same AND b.state = 'read' AND b.content_hash = s.content_hash
QUALIFY row_number() OVER (PARTITION BY b.board_key ORDER BY b.night DESC) = 1;

-- An entry that is unsound should have been a posting: it is there, but could not be read. One whose own page is gone is no more there
-- than one that the list no longer has.
CREATE OR REPLACE TEMP TABLE staged_rejections AS
SELECT *, reason NOT IN ('not listed', 'duplicate identifier', 'page gone') AS unsound
FROM (
    FROM arrow_rejections
    UNION ALL BY NAME
    SELECT j.rejection_key, j.board_key, j.source, j.board, j.position, j.identifier, j.title, j.reason, j.detail
    FROM store.rejections AS j
    JOIN same_reads AS r ON j.board_key = r.board_key AND j.last_seen = r.night
);

-- In one statement: of rows inserted later, in the same transaction, into a table that was made of no rows of Arrow's, DuckDB 1.5 loses all.
CREATE OR REPLACE TEMP TABLE staged_postings AS
SELECT posting_key, board_key, title, is_candidate, row_hash
FROM arrow_postings
UNION ALL
SELECT p.posting_key, p.board_key, p.title, p.is_candidate, p.row_hash
FROM store.postings AS p
JOIN same_reads AS r ON p.board_key = r.board_key AND p.last_seen = r.night;

CREATE OR REPLACE TEMP TABLE staged_fills AS
SELECT
    board_key,
    count(*) FILTER (WHERE work_mode = 'remote') AS remote,
    map_from_entries(list_filter([
        {'field': 'department', 'share': count(department) / count(*)},
        {'field': 'job_location', 'share': count(*) FILTER (WHERE len(job_location) > 0) / count(*)},
        {'field': 'places', 'share': count(*) FILTER (WHERE len(places) > 0) / count(*)},
        {'field': 'country', 'share': count(*) FILTER (WHERE len(list_filter(places, lambda place: place.country IS NOT NULL)) > 0) / count(*)},
        {'field': 'work_mode', 'share': count(*) FILTER (WHERE work_mode <> 'unknown') / count(*)},
        {
            'field': 'applicant_location',
            'share': count(*) FILTER (WHERE work_mode = 'remote' AND len(applicant_location) > 0)
                / nullif(count(*) FILTER (WHERE work_mode = 'remote'), 0)
        },
        {'field': 'employment_types', 'share': count(*) FILTER (WHERE len(employment_types) > 0) / count(*)},
        {'field': 'salary', 'share': count(coalesce(base_salary_min, base_salary_max)) / count(*)},
        {'field': 'salary_text', 'share': count(salary_text) / count(*)},
        {'field': 'date_posted', 'share': count(date_posted) / count(*)},
        {'field': 'valid_through', 'share': count(valid_through) / count(*)},
        {'field': 'in_language', 'share': count(in_language) / count(*)},
        {'field': 'url', 'share': count(url) / count(*)},
        {'field': 'apply_url', 'share': count(apply_url) / count(*)}
    ], lambda found: found.share IS NOT NULL)) AS filled
FROM arrow_postings
GROUP BY board_key
UNION ALL BY NAME
SELECT board_key, remote, filled FROM same_reads;
