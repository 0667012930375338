-- What lists and announcements say of a role.
CREATE OR REPLACE TEMP TABLE look_roles AS
SELECT f.id, f.opened_night, r.*
FROM feed_roles AS f, LATERAL (
    SELECT unnest(json_transform(
        f.role,
        '{"title": "VARCHAR", "company": "VARCHAR", "level": "VARCHAR", "verdict": "VARCHAR", "places": ["VARCHAR"], "url": "VARCHAR", "first_seen": "DATE"}'
    ))
) AS r;

CREATE OR REPLACE TEMP TABLE look_counts (profile INTEGER, fits INTEGER, new INTEGER);
