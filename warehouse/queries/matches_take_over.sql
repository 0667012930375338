-- What the last look leaves to this one. `before` is the last file of matches (an empty one where there is none), `fresh` the one that is being made,
-- `arrow_stored` what the store holds. Parameters: feed, night, run_id (of the publication), anew (whether the feed begins anew with it).

-- A role keeps its number as long as its opening lasts: while it is in the feed, and while it is open but at no level of the feed. Where the
-- feed begins anew its publications are counted anew, and what was open before has not opened again.
CREATE OR REPLACE TEMP TABLE look_openings AS
WITH lasting AS (
    SELECT k.number, k.role_id, coalesce(f.opened, k.opened) AS opened, k.opening, f.id IS NULL AS away
    FROM before.kept.openings AS k
    LEFT JOIN feed_roles AS f ON f.id = k.role_id
    LEFT JOIN roles AS r ON r.role_id = k.role_id
    WHERE f.opened = k.opened OR (f.id IS NOT NULL AND (k.away OR $anew)) OR (f.id IS NULL AND r.state <> 'closed')
),
come AS (
    SELECT id, opened, row_number() OVER (ORDER BY id) AS place FROM feed_roles ANTI JOIN lasting ON lasting.role_id = feed_roles.id
),
free AS (
    SELECT number, row_number() OVER (ORDER BY number) AS place
    FROM (SELECT unnest(range((SELECT count(*) FROM lasting) + (SELECT count(*) FROM come)))::INTEGER AS number)
    ANTI JOIN lasting USING (number)
)
SELECT *, true AS known FROM lasting
UNION ALL
SELECT free.number, come.id, come.opened, concat_ws(':', come.id, $feed, come.opened), false, false FROM come JOIN free USING (place);

-- Rows of bits must be of one length to be held against each other. They never get shorter, and longer in large steps, as that takes long.
CREATE OR REPLACE TEMP TABLE look_bits AS
SELECT greatest((SELECT max(bits) FROM before.kept.look), ((SELECT coalesce(max(number), 0) FROM look_openings) // 8192 + 1) * 8192)::INTEGER AS bits;

CREATE OR REPLACE TEMP TABLE look_profiles AS
SELECT
    s.number,
    s.id,
    s.name,
    s.state,
    s.message,
    s.track,
    s.industry,
    s.digest,
    coalesce(b.token, s.token) AS token,
    -- Whether it asks for what it asked for at its last look.
    coalesce(b.digest = s.digest, false) AS again,
    CASE WHEN b.run_id = $run_id AND b.digest = s.digest THEN b.new ELSE 0 END AS new_before,
    CASE WHEN b.digest = s.digest THEN b.first_look ELSE $night END AS first_look
FROM arrow_stored AS s
LEFT JOIN before.profiles AS b USING (id);

-- A role that was merged into another is the other one from now on, to those who have seen it, too.
CREATE OR REPLACE TEMP TABLE look_merged AS
SELECT g.id AS role_id, g.merged_into AS survivor
FROM feed_gone AS g SEMI JOIN feed_roles AS f ON f.id = g.merged_into
WHERE g.id IN (SELECT role_id FROM before.kept.openings UNION ALL SELECT role_id FROM before.profile_announced);

CREATE OR REPLACE TEMP TABLE look_announced AS
SELECT profile, opening, run_id, first FROM before.profile_announced;

INSERT INTO fresh.profile_announced
WITH told AS (
    SELECT a.* REPLACE (coalesce(m.survivor, a.role_id) AS role_id)
    FROM before.profile_announced AS a
    SEMI JOIN look_profiles AS p ON p.id = a.profile
    LEFT JOIN look_merged AS m ON m.role_id = a.role_id
),
stands AS (
    SELECT
        t.*,
        -- Of what was merged into another role, that one's opening counts.
        CASE
            WHEN o.opening = t.opening OR NOT starts_with(t.opening, t.role_id || ':') THEN CASE WHEN o.away THEN 'left' WHEN o.away IS NULL THEN 'closed' END
            ELSE 'closed'
        END AS now
    FROM told AS t
    LEFT JOIN look_openings AS o ON o.role_id = t.role_id
)
SELECT * EXCLUDE (now) REPLACE (now AS gone, CASE WHEN now = gone THEN gone_night WHEN now IS NOT NULL THEN $night END AS gone_night)
FROM stands;

-- What cannot be used now keeps all that came of it when it could.
INSERT INTO fresh.matches SELECT m.* FROM before.matches AS m SEMI JOIN look_profiles AS p ON p.id = m.profile AND p.state = 'unusable';

INSERT INTO fresh.profile_almost SELECT a.* FROM before.profile_almost AS a SEMI JOIN look_profiles AS p ON p.id = a.profile AND p.state = 'unusable';

INSERT INTO fresh.profile_targets SELECT t.* FROM before.profile_targets AS t SEMI JOIN look_profiles AS p ON p.id = t.profile AND p.state = 'unusable';

INSERT INTO fresh.profiles
SELECT b.* REPLACE (p.state AS state, p.message AS message)
FROM before.profiles AS b JOIN look_profiles AS p USING (id)
WHERE p.state = 'unusable';

INSERT INTO fresh.profiles BY NAME
SELECT p.id, p.state, p.message FROM look_profiles AS p ANTI JOIN before.profiles AS b USING (id) WHERE p.state = 'unusable';
