-- What the reads say, their rejections, and of the postings no more than tells which of them are not as they were, and which fields a
-- board fills: the rest of a posting stays where it is (arrow_postings) until it is known to be new or changed.
CREATE OR REPLACE TEMP TABLE staged_reads AS FROM arrow_reads;

-- An entry that is unsound should have been a posting: it is there, but could not be read. One whose own page is gone is no more there
-- than one that the list no longer has.
CREATE OR REPLACE TEMP TABLE staged_rejections AS
SELECT *, reason NOT IN ('not listed', 'duplicate identifier', 'page gone') AS unsound
FROM arrow_rejections;

CREATE OR REPLACE TEMP TABLE staged_postings AS
SELECT posting_key, board_key, title, is_candidate, row_hash
FROM arrow_postings;

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
GROUP BY board_key;
