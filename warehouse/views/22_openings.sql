-- One row per product-management role: how long it was seen, and whether its opening and its end were seen; what a survival analysis needs.
CREATE OR REPLACE VIEW openings AS
SELECT
    h.role_id,
    h.level,
    h.company,
    h.state,
    s.first_seen,
    s.last_seen,
    s.last_seen - s.first_seen + 1 AS days,
    s.opening_seen,
    h.state = 'closed' AND NOT s.lost_with_board AND NOT s.left_window AS end_seen
FROM roles_history AS h
JOIN store.role_sightings AS s USING (role_id)
WHERE h.valid_to IS NULL;

COMMENT ON VIEW openings IS 'One row per product-management role: how long it was seen, and whether its opening and its end were seen; what a survival analysis needs.';
COMMENT ON COLUMN openings.role_id IS 'The role.';
COMMENT ON COLUMN openings.level IS 'Its level now: apm, mid, senior, principal, group or above.';
COMMENT ON COLUMN openings.company IS 'The employer''s name.';
COMMENT ON COLUMN openings.state IS 'open, frozen (its board could not be read soundly this time) or closed.';
COMMENT ON COLUMN openings.first_seen IS 'First night on which any of its postings was there.';
COMMENT ON COLUMN openings.last_seen IS 'Latest night on which any of its postings was there.';
COMMENT ON COLUMN openings.days IS 'Days from first_seen to last_seen, both included; for a role that was closed in between, those days too.';
COMMENT ON COLUMN openings.opening_seen IS 'Whether its board had been read soundly, and without it, before first_seen; else it had opened some time before.';
COMMENT ON COLUMN openings.end_seen IS 'Whether it is closed because it was missing from sound reads; false while it is open or frozen, where its board was retired, and where it left the window of a board that shows but its latest postings.';
