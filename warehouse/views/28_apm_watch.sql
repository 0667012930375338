-- One row per associate role or training programme, open or closed, the newest opening first.
CREATE OR REPLACE VIEW apm_watch AS
WITH watched AS (
    SELECT r.*, s.first_seen AS sighted, s.opening_seen, lower(nfc_normalize(r.company)) AS employer
    FROM roles AS r
    JOIN store.role_sightings AS s USING (role_id)
    WHERE r.level = 'apm' OR r.training_programme = 'yes'
),
sentences AS (
    SELECT
        classification_id,
        arg_max(quote, (weight, -position)) FILTER (WHERE signal = 'training_programme') AS programme_quote,
        arg_min(quote, position) FILTER (WHERE signal = 'job_start') AS job_start_quote
    FROM store.evidence
    WHERE signal IN ('training_programme', 'job_start') AND counted
    GROUP BY classification_id
),
returns AS (
    SELECT rp.role_id, max(p.reopened_at) AS reopened_at
    FROM store.role_postings AS rp
    JOIN store.postings AS p USING (posting_key)
    GROUP BY rp.role_id
),
spans AS (
    SELECT
        h.role_id, h.valid_from AS night, h.state <> 'closed' AS live,
        lag(h.state) OVER role = 'closed' AND lag(h.valid_to) OVER role = h.valid_from AS was_closed
    FROM roles_history AS h
    SEMI JOIN watched AS w ON w.role_id = h.role_id
    WINDOW role AS (PARTITION BY h.role_id ORDER BY h.valid_from)
),
closings AS (
    SELECT rp.role_id, e.night, bool_and(coalesce(e.after = 'board retired', false)) AS with_its_board
    FROM store.events AS e
    JOIN store.role_postings AS rp USING (posting_key)
    WHERE e.kind = 'closed'
    GROUP BY rp.role_id, e.night
),
-- The role as a whole was closed, and is open again; what went and came back with its board never closed as far as anybody knows.
reopenings AS (
    SELECT s.role_id, s.night
    FROM spans AS s
    ASOF LEFT JOIN closings AS c ON c.role_id = s.role_id AND s.night > c.night
    WHERE s.live AND s.was_closed AND NOT coalesce(c.with_its_board, false)
),
newest AS (
    SELECT w.role_id, greatest(w.sighted, max(n.night)) AS opened_on, max(n.night) IS NOT NULL AS came_back
    FROM watched AS w
    LEFT JOIN reopenings AS n USING (role_id)
    GROUP BY w.role_id, w.sighted
),
seen AS (
    SELECT employer, sighted AS night FROM watched WHERE opening_seen
    UNION
    SELECT w.employer, n.night FROM reopenings AS n JOIN watched AS w USING (role_id)
),
seasons AS (
    SELECT w.role_id, list_sort(list(DISTINCT strftime(s.night, '%Y-%m'))) AS opened_in
    FROM watched AS w
    JOIN newest AS n USING (role_id)
    JOIN seen AS s ON s.employer = w.employer AND date_trunc('month', s.night) < date_trunc('month', n.opened_on)
    GROUP BY w.role_id
)
SELECT
    w.role_id, w.title, w.company, w.level, w.confidence, w.training_programme, t.programme_quote, w.job_start, t.job_start_quote,
    n.opened_on,
    CASE WHEN n.came_back THEN 'reopened' WHEN w.opening_seen THEN 'opened' ELSE 'found' END AS opening,
    coalesce(o.opened_in, []) AS opened_in,
    w.first_seen, w.posted, w.state, w.closed_at, w.times_reopened, b.reopened_at, w.places, w.url, w.apply_url
FROM watched AS w
JOIN newest AS n USING (role_id)
JOIN returns AS b USING (role_id)
LEFT JOIN seasons AS o USING (role_id)
LEFT JOIN sentences AS t USING (classification_id)
ORDER BY n.opened_on DESC, w.company, w.title, w.role_id;

COMMENT ON VIEW apm_watch IS 'One row per associate role or training programme, open or closed, the newest opening first.';
COMMENT ON COLUMN apm_watch.role_id IS 'The role.';
COMMENT ON COLUMN apm_watch.title IS 'Title as stated.';
COMMENT ON COLUMN apm_watch.company IS 'The employer''s name.';
COMMENT ON COLUMN apm_watch.level IS 'apm, or the level of a role whose text speaks of a training programme.';
COMMENT ON COLUMN apm_watch.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right; 1 where a person corrected it.';
COMMENT ON COLUMN apm_watch.training_programme IS 'A rotation or training programme: yes, no or absent.';
COMMENT ON COLUMN apm_watch.programme_quote IS 'The words that weigh most of those that speak of the programme; null where none do.';
COMMENT ON COLUMN apm_watch.job_start IS 'When the job or programme starts, in the posting''s words (Summer 2027); null where it does not say.';
COMMENT ON COLUMN apm_watch.job_start_quote IS 'The words that say so; null where none do.';
COMMENT ON COLUMN apm_watch.opened_on IS 'Night on which it last opened: it was seen for the first time, or came back after all its postings were closed.';
COMMENT ON COLUMN apm_watch.opening IS 'What happened then: opened (its board had been read without it), found (it had opened some time before, as nobody had read its board) or reopened (what went and came back with its board has not).';
COMMENT ON COLUMN apm_watch.opened_in IS 'The months before that of opened_on (as in 2025-09) in which associate roles or programmes of the same employer were seen to open or reopen; empty where none were.';
COMMENT ON COLUMN apm_watch.first_seen IS 'First night on which any of its postings was there.';
COMMENT ON COLUMN apm_watch.posted IS 'Day on which the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN apm_watch.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN apm_watch.closed_at IS 'Night on which the last of its postings closed; null while one is open or frozen.';
COMMENT ON COLUMN apm_watch.times_reopened IS 'How often one of its postings came back after it was closed.';
COMMENT ON COLUMN apm_watch.reopened_at IS 'Night on which it last came back; null where it never did.';
COMMENT ON COLUMN apm_watch.places IS 'Places as stated.';
COMMENT ON COLUMN apm_watch.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN apm_watch.apply_url IS 'Where to apply, http(s) only.';
