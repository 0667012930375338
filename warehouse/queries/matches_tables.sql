-- The file of matches, DATA/matches/matches.duckdb: about persons, so it lies beside what is published, never in it.
CREATE TABLE profiles (
    id VARCHAR NOT NULL,
    name VARCHAR,
    state VARCHAR NOT NULL,
    message VARCHAR,
    track VARCHAR,
    industry VARCHAR,
    looked_at INTEGER,
    fits INTEGER,
    new INTEGER,
    night DATE,
    run_id VARCHAR,
    sequence BIGINT,
    first_look DATE,
    digest VARCHAR,
    token VARCHAR
);

COMMENT ON TABLE profiles IS 'One row per stored profile: what it was matched with last, and how much came of it.';
COMMENT ON COLUMN profiles.id IS 'The profile: its file''s name without the ending, or its id in the table of profiles.';
COMMENT ON COLUMN profiles.name IS 'What it calls itself; null where it does not.';
COMMENT ON COLUMN profiles.state IS 'matched; or unusable: what is stored cannot be used as it stands, and all rows of it are those of its last look.';
COMMENT ON COLUMN profiles.message IS 'unusable: what is wrong with it, and what to do; else null.';
COMMENT ON COLUMN profiles.track IS 'Where its owner stands: graduate, core (engineering, design, research, analytics), other, or product.';
COMMENT ON COLUMN profiles.industry IS 'The industry that its owner knows; null where that is not told.';
COMMENT ON COLUMN profiles.looked_at IS 'Open roles that it was held against at its last look; null where it never was matched.';
COMMENT ON COLUMN profiles.fits IS 'How many of them nothing ruled out.';
COMMENT ON COLUMN profiles.new IS 'How many of those fit for the first time with this publication; 0 at its first look.';
COMMENT ON COLUMN profiles.night IS 'The night of its last look; older than that of `meta` where it is unusable.';
COMMENT ON COLUMN profiles.run_id IS 'The run whose publication it was matched with.';
COMMENT ON COLUMN profiles.sequence IS 'Where the feed stood with that publication.';
COMMENT ON COLUMN profiles.first_look IS 'The night of its first look, or of the first since what it asks for was changed.';
COMMENT ON COLUMN profiles.digest IS 'A hash of all that it states but its name.';
COMMENT ON COLUMN profiles.token IS 'The name of its feed''s files: whoever knows it can read the feed, so it is a secret.';

CREATE TABLE profile_targets (
    profile VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    industry VARCHAR NOT NULL,
    odds VARCHAR NOT NULL,
    aim BOOLEAN NOT NULL,
    listed BOOLEAN NOT NULL,
    because VARCHAR NOT NULL
);

COMMENT ON TABLE profile_targets IS 'One row per profile, level of the ladder, and whether the employer is of the profile''s own industry: how likely such a role is.';
COMMENT ON COLUMN profile_targets.profile IS 'The profile (`profiles.id`).';
COMMENT ON COLUMN profile_targets.level IS 'apm, mid, senior, principal or group.';
COMMENT ON COLUMN profile_targets.industry IS 'own: at employers of the industry that the profile''s owner knows; other: at all others.';
COMMENT ON COLUMN profile_targets.odds IS 'realistic, possible, hard or very_hard: words, as nobody has counted.';
COMMENT ON COLUMN profile_targets.aim IS 'Whether the advice is to aim for it.';
COMMENT ON COLUMN profile_targets.listed IS 'Whether such roles are matched at all: what to aim for, and what is wanted besides; what the profile says it must be, where it does.';
COMMENT ON COLUMN profile_targets.because IS 'Why, in words.';

CREATE TABLE matches (
    profile VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    points INTEGER NOT NULL,
    role_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    places VARCHAR[] NOT NULL,
    url VARCHAR,
    first_seen DATE NOT NULL,
    opened_night DATE NOT NULL,
    new BOOLEAN NOT NULL,
    reasons STRUCT(kind VARCHAR, condition VARCHAR, state VARCHAR, points INTEGER, speaks VARCHAR, says VARCHAR, quote VARCHAR)[] NOT NULL
);

COMMENT ON TABLE matches IS 'One row per profile and role that fits it best, at most 25 a profile, as of the profile''s last look.';
COMMENT ON COLUMN matches.profile IS 'The profile (`profiles.id`).';
COMMENT ON COLUMN matches.rank IS 'Its place in the profile''s list, from 1.';
COMMENT ON COLUMN matches.points IS 'The sum of the points of its reasons: more is higher, and of equals the newest.';
COMMENT ON COLUMN matches.role_id IS 'The role (`roles.role_id`).';
COMMENT ON COLUMN matches.title IS 'Its title, as the feed has it.';
COMMENT ON COLUMN matches.company IS 'The employer''s name.';
COMMENT ON COLUMN matches.level IS 'apm, mid, senior, principal or group.';
COMMENT ON COLUMN matches.verdict IS 'The level in words, `unclear` included.';
COMMENT ON COLUMN matches.places IS 'Places as stated.';
COMMENT ON COLUMN matches.url IS 'The posting; null where its address cannot be used.';
COMMENT ON COLUMN matches.first_seen IS 'First night on which the role was there.';
COMMENT ON COLUMN matches.opened_night IS 'The night on which it last came into the feed.';
COMMENT ON COLUMN matches.new IS 'Whether it fits for the first time with this publication; never at a first look.';
COMMENT ON COLUMN matches.reasons IS 'Why it stands there: for, against, not stated (`speaks`: for, against, unknown), of each what weighs most first; `says` in words (null where only its points are worth telling), `quote` in those of the posting.';

CREATE TABLE profile_almost (
    profile VARCHAR NOT NULL,
    condition VARCHAR NOT NULL,
    says VARCHAR NOT NULL,
    roles INTEGER NOT NULL,
    examples VARCHAR[] NOT NULL
);

COMMENT ON TABLE profile_almost IS 'One row per profile and must that alone rules roles out, as of the profile''s last look.';
COMMENT ON COLUMN profile_almost.profile IS 'The profile (`profiles.id`).';
COMMENT ON COLUMN profile_almost.condition IS 'The must: level, places, salary and so on.';
COMMENT ON COLUMN profile_almost.says IS 'What of the roles it was, in words: `but for its ...`.';
COMMENT ON COLUMN profile_almost.roles IS 'How many roles.';
COMMENT ON COLUMN profile_almost.examples IS 'The newest three of them (`roles.role_id`).';

CREATE TABLE profile_announced (
    profile VARCHAR NOT NULL,
    role_id VARCHAR NOT NULL,
    opening VARCHAR NOT NULL,
    opened_night DATE NOT NULL,
    night DATE NOT NULL,
    run_id VARCHAR NOT NULL,
    sequence BIGINT NOT NULL,
    first BOOLEAN NOT NULL,
    place INTEGER NOT NULL,
    points INTEGER NOT NULL,
    gone VARCHAR,
    gone_night DATE,
    title VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    places VARCHAR[] NOT NULL,
    reasons STRUCT(kind VARCHAR, condition VARCHAR, state VARCHAR, points INTEGER, speaks VARCHAR, says VARCHAR, quote VARCHAR)[] NOT NULL
);

COMMENT ON TABLE profile_announced IS 'One row per profile and role that its feed tells of, each opening once; the newest 50 of each profile, as they were when they were announced.';
COMMENT ON COLUMN profile_announced.profile IS 'The profile (`profiles.id`).';
COMMENT ON COLUMN profile_announced.role_id IS 'The role; where that was merged into another since, the other.';
COMMENT ON COLUMN profile_announced.opening IS 'Which time that it opened: the role then, the feed, and the publication with which it came into that.';
COMMENT ON COLUMN profile_announced.opened_night IS 'The night of that.';
COMMENT ON COLUMN profile_announced.night IS 'The night on which it was announced.';
COMMENT ON COLUMN profile_announced.run_id IS 'The run whose publication it came with.';
COMMENT ON COLUMN profile_announced.sequence IS 'Where the feed stood with that publication.';
COMMENT ON COLUMN profile_announced.first IS 'Whether it stood in the list of a first look, with which a feed begins; else it fitted for the first time.';
COMMENT ON COLUMN profile_announced.place IS 'Its place among what was announced with it, from 1.';
COMMENT ON COLUMN profile_announced.points IS 'Its points then.';
COMMENT ON COLUMN profile_announced.gone IS 'closed; left: still open, but no longer at a level of the feed; null while that opening is open.';
COMMENT ON COLUMN profile_announced.gone_night IS 'The night on which that was found; else null.';
COMMENT ON COLUMN profile_announced.title IS 'Its title then.';
COMMENT ON COLUMN profile_announced.company IS 'The employer''s name then.';
COMMENT ON COLUMN profile_announced.level IS 'Its level then.';
COMMENT ON COLUMN profile_announced.verdict IS 'Its level then, in words.';
COMMENT ON COLUMN profile_announced.places IS 'Its places then.';
COMMENT ON COLUMN profile_announced.reasons IS 'Its reasons then, as in `matches`.';

CREATE TABLE profile_dictionary (table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL, data_type VARCHAR NOT NULL, comment VARCHAR NOT NULL);

COMMENT ON TABLE profile_dictionary IS 'One row per column of every table about profiles: what it means.';
COMMENT ON COLUMN profile_dictionary.table_name IS 'The table.';
COMMENT ON COLUMN profile_dictionary.column_name IS 'The column.';
COMMENT ON COLUMN profile_dictionary.data_type IS 'Its type in DuckDB.';
COMMENT ON COLUMN profile_dictionary.comment IS 'What it means.';

INSERT INTO profile_dictionary
SELECT table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
ORDER BY table_name, column_index;

-- What the next look needs to know.
CREATE SCHEMA kept;

CREATE TABLE kept.openings (number INTEGER NOT NULL, role_id VARCHAR NOT NULL, opened BIGINT NOT NULL, opening VARCHAR NOT NULL, away BOOLEAN NOT NULL);

COMMENT ON TABLE kept.openings IS 'One row per open role that profiles were held against, with the number that it has as long as that opening lasts.';
COMMENT ON COLUMN kept.openings.number IS 'Its bit in `kept.seen`; free for another role once the opening has ended.';
COMMENT ON COLUMN kept.openings.role_id IS 'The role.';
COMMENT ON COLUMN kept.openings.opened IS 'The publication with which it came into the feed (`feed_roles.opened`).';
COMMENT ON COLUMN kept.openings.opening IS 'As in `profile_announced`.';
COMMENT ON COLUMN kept.openings.away IS 'Whether it is open, but not in the feed for now, as its level is none of the feed''s.';

CREATE TABLE kept.seen (profile VARCHAR NOT NULL, roles BIT NOT NULL);

COMMENT ON TABLE kept.seen IS 'One row per profile: which open roles have fitted it at some look.';
COMMENT ON COLUMN kept.seen.profile IS 'The profile (`profiles.id`).';
COMMENT ON COLUMN kept.seen.roles IS 'Bit n: the role of that number.';

CREATE TABLE kept.look (version INTEGER NOT NULL, feed VARCHAR NOT NULL, sequence BIGINT NOT NULL, run_id VARCHAR NOT NULL, night DATE NOT NULL, bits INTEGER NOT NULL, site VARCHAR NOT NULL);

COMMENT ON TABLE kept.look IS 'One row: the publication that profiles were last held against.';
COMMENT ON COLUMN kept.look.version IS 'The shape of this file.';
COMMENT ON COLUMN kept.look.feed IS 'Which line of publications (`feed_state.feed`).';
COMMENT ON COLUMN kept.look.sequence IS 'Where that stood.';
COMMENT ON COLUMN kept.look.run_id IS 'The run that it came from.';
COMMENT ON COLUMN kept.look.night IS 'Its night.';
COMMENT ON COLUMN kept.look.bits IS 'How many bits the rows of `kept.seen` have.';
COMMENT ON COLUMN kept.look.site IS 'The address to which the feeds lead.';
