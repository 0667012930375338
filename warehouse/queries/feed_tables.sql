-- What the feed is written from. The roles stand as readers of the feed were last told of them.
CREATE TABLE feed_roles (
    id VARCHAR NOT NULL,
    sequence BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    opened_night DATE NOT NULL,
    role VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    industry VARCHAR,
    level VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    unclear BOOLEAN NOT NULL,
    conflict BOOLEAN NOT NULL,
    stale BOOLEAN NOT NULL,
    apm_watch BOOLEAN NOT NULL,
    work_mode VARCHAR NOT NULL,
    specialties VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL,
    cities VARCHAR[] NOT NULL,
    regions VARCHAR[] NOT NULL,
    applicant_location VARCHAR[] NOT NULL,
    salary_currency VARCHAR,
    salary_year_min DOUBLE,
    salary_year_max DOUBLE,
    posted DATE,
    first_seen DATE NOT NULL,
    source VARCHAR NOT NULL,
    search VARCHAR NOT NULL
);

COMMENT ON TABLE feed_roles IS 'The feed: one row per open role on the ladder, as its readers were last told of it. What is no news by itself (posted, confidence within its word, wording) may be newer in explore_roles.';
COMMENT ON COLUMN feed_roles.id IS 'The role''s name, for ever (`roles.role_id`).';
COMMENT ON COLUMN feed_roles.sequence IS 'The publication that last changed it: the feed''s cursor.';
COMMENT ON COLUMN feed_roles.opened IS 'The publication with which it came, or came back, into the feed.';
COMMENT ON COLUMN feed_roles.opened_night IS 'The night of that; of roles that the feed began with, the night on which they were first seen.';
COMMENT ON COLUMN feed_roles.role IS 'The role as JSON, as it stands in the feed''s pages.';
COMMENT ON COLUMN feed_roles.title IS 'Of the role, as all columns that follow.';
COMMENT ON COLUMN feed_roles.company IS 'The employer''s name.';
COMMENT ON COLUMN feed_roles.industry IS 'The employer''s industry.';
COMMENT ON COLUMN feed_roles.level IS 'apm, mid, senior, principal or group.';
COMMENT ON COLUMN feed_roles.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right.';
COMMENT ON COLUMN feed_roles.unclear IS 'Whether the confidence is below 0.5.';
COMMENT ON COLUMN feed_roles.conflict IS 'Whether the employer''s level word and the text disagree.';
COMMENT ON COLUMN feed_roles.stale IS 'Whether it is shown from memory.';
COMMENT ON COLUMN feed_roles.apm_watch IS 'Whether it is an associate role or a training programme.';
COMMENT ON COLUMN feed_roles.work_mode IS 'remote, hybrid, onsite or unknown.';
COMMENT ON COLUMN feed_roles.specialties IS 'What kind of product management: ai, growth, platform, data, technical.';
COMMENT ON COLUMN feed_roles.countries IS 'ISO 3166-1 codes of its places.';
COMMENT ON COLUMN feed_roles.cities IS 'Cities of its places.';
COMMENT ON COLUMN feed_roles.regions IS 'States and provinces of its places, by name.';
COMMENT ON COLUMN feed_roles.applicant_location IS 'Where one may work from when remote: ISO 3166-1 codes, or names such as EMEA or Worldwide.';
COMMENT ON COLUMN feed_roles.salary_currency IS 'ISO 4217 code; null where no salary is stated.';
COMMENT ON COLUMN feed_roles.salary_year_min IS 'Least salary a year.';
COMMENT ON COLUMN feed_roles.salary_year_max IS 'Highest salary a year.';
COMMENT ON COLUMN feed_roles.posted IS 'The employer''s date.';
COMMENT ON COLUMN feed_roles.first_seen IS 'First night on which it was there.';
COMMENT ON COLUMN feed_roles.source IS 'The platform.';
COMMENT ON COLUMN feed_roles.search IS 'Its words for a search: in lower case, without accents.';

CREATE TABLE feed_gone (
    id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    merged_into VARCHAR,
    night DATE NOT NULL,
    sequence BIGINT NOT NULL,
    title VARCHAR NOT NULL,
    company VARCHAR NOT NULL
);

COMMENT ON TABLE feed_gone IS 'Roles that left the feed in the last 90 days.';
COMMENT ON COLUMN feed_gone.id IS 'The role.';
COMMENT ON COLUMN feed_gone.kind IS 'closed; left: still open, but no longer at a level of the feed; or merged.';
COMMENT ON COLUMN feed_gone.merged_into IS 'merged: the role that it is part of now; else null.';
COMMENT ON COLUMN feed_gone.night IS 'The night on which it left.';
COMMENT ON COLUMN feed_gone.sequence IS 'The publication with which it left: the feed''s cursor.';
COMMENT ON COLUMN feed_gone.title IS 'Its title then.';
COMMENT ON COLUMN feed_gone.company IS 'Its employer then.';

CREATE TABLE feed_state (
    feed VARCHAR NOT NULL,
    sequence BIGINT NOT NULL,
    oldest BIGINT NOT NULL,
    night DATE NOT NULL
);

COMMENT ON TABLE feed_state IS 'One row: where the feed stands.';
COMMENT ON COLUMN feed_state.feed IS 'Which line of publications this is: another name, and readers that keep a copy start again.';
COMMENT ON COLUMN feed_state.sequence IS 'The publication that last changed anything: the cursor of a reader that is up to date.';
COMMENT ON COLUMN feed_state.oldest IS 'The oldest cursor from which a reader can still go on: tombstones of what left before it are dropped.';
COMMENT ON COLUMN feed_state.night IS 'The night of the latest publication.';

CREATE TABLE sources (
    source VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    aggregator BOOLEAN NOT NULL,
    attribution VARCHAR
);

COMMENT ON TABLE sources IS 'The platforms that postings are read from.';
COMMENT ON COLUMN sources.source IS 'The platform, as all tables name it.';
COMMENT ON COLUMN sources.name IS 'As people write it.';
COMMENT ON COLUMN sources.aggregator IS 'Whether it collects what others publish.';
COMMENT ON COLUMN sources.attribution IS 'What its terms ask of those who show its postings; null where they ask for nothing.';
