-- One row per associate role or training programme, open or closed, the newest opening first.
CREATE OR REPLACE VIEW apm_watch AS
WITH programmes AS (
    SELECT classification_id, arg_max(quote, (weight, -position)) AS quote
    FROM store.evidence
    WHERE signal = 'training_programme' AND counted
    GROUP BY classification_id
),
returns AS (
    SELECT rp.role_id, max(p.reopened_at) AS reopened_at
    FROM store.role_postings AS rp
    JOIN store.postings AS p USING (posting_key)
    GROUP BY rp.role_id
)
SELECT
    r.role_id, r.title, r.company, r.level, r.confidence, r.training_programme, p.quote AS programme_quote, r.first_seen, r.posted, r.state,
    r.closed_at, r.times_reopened, b.reopened_at, r.places, r.url, r.apply_url
FROM roles AS r
JOIN returns AS b USING (role_id)
LEFT JOIN programmes AS p USING (classification_id)
WHERE r.level = 'apm' OR r.training_programme = 'yes'
ORDER BY greatest(r.first_seen, b.reopened_at) DESC, r.company, r.title, r.role_id;

COMMENT ON VIEW apm_watch IS 'One row per associate role or training programme, open or closed, the newest opening first.';
COMMENT ON COLUMN apm_watch.role_id IS 'The role.';
COMMENT ON COLUMN apm_watch.title IS 'Title as stated.';
COMMENT ON COLUMN apm_watch.company IS 'The employer''s name.';
COMMENT ON COLUMN apm_watch.level IS 'apm, or the level of a role whose text speaks of a training programme.';
COMMENT ON COLUMN apm_watch.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right; 1 where a person corrected it.';
COMMENT ON COLUMN apm_watch.training_programme IS 'A rotation or training programme: yes, no or absent.';
COMMENT ON COLUMN apm_watch.programme_quote IS 'The words that weigh most of those that speak of the programme; null where none do.';
COMMENT ON COLUMN apm_watch.first_seen IS 'First night on which any of its postings was there.';
COMMENT ON COLUMN apm_watch.posted IS 'Day on which the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN apm_watch.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN apm_watch.closed_at IS 'Night on which the last of its postings closed; null while one is open or frozen.';
COMMENT ON COLUMN apm_watch.times_reopened IS 'How often one of its postings came back after it was closed.';
COMMENT ON COLUMN apm_watch.reopened_at IS 'Night on which it last came back; null where it never did.';
COMMENT ON COLUMN apm_watch.places IS 'Places as stated.';
COMMENT ON COLUMN apm_watch.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN apm_watch.apply_url IS 'Where to apply, http(s) only.';
