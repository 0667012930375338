-- The postings of arrow_keys as they are compared with one another: does one list the same opening as the other?
SELECT
    -- With the numbers of requisitions in it, by which employers tell openings apart.
    p.posting_key, p.hiring_organization AS company, coalesce(p.title_stated, p.title) AS title, t.text, p.job_location AS places, p.source, p.board, p.first_seen
FROM store.shown_postings AS p
JOIN arrow_keys USING (posting_key)
JOIN store.current_verdicts AS v USING (reading_hash)
JOIN store.texts AS t USING (text_hash)
ORDER BY p.posting_key;
