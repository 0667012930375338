-- What a posting was before, what its board went through, which verdict stood when, and what people corrected.

-- The current row of a posting, since when it stands, and what is not known of it.
ALTER TABLE store.postings DROP COLUMN content_hash;
ALTER TABLE store.postings ADD COLUMN row_hash VARCHAR DEFAULT '';
ALTER TABLE store.postings ADD COLUMN valid_from DATE;
ALTER TABLE store.postings ADD COLUMN unknown_since DATE;
ALTER TABLE store.postings ADD COLUMN closed_because VARCHAR;
ALTER TABLE store.postings ADD COLUMN times_reopened INTEGER DEFAULT 0;
ALTER TABLE store.postings ADD COLUMN reopened_at DATE;
UPDATE store.postings
SET valid_from = first_seen, closed_because = CASE WHEN state = 'closed' THEN 'absent' END;
-- Unknown since the first night on which its board was tried after its last sound read.
UPDATE store.postings AS p
SET unknown_since = coalesce(b.night, p.last_seen)
FROM (
    SELECT o.board_key, min(r.night) FILTER (WHERE s.night IS NULL OR r.night > s.night) AS night
    FROM store.boards AS o
    LEFT JOIN store.board_reads AS r USING (board_key)
    LEFT JOIN (SELECT board_key, max(night) AS night FROM store.board_reads WHERE state = 'read' GROUP BY board_key) AS s USING (board_key)
    GROUP BY o.board_key
) AS b
WHERE p.board_key = b.board_key AND p.state = 'frozen';
COMMENT ON TABLE store.postings IS 'One current row per posting; what it was before is in posting_versions and events.';
COMMENT ON COLUMN store.postings.reading_hash IS 'SHA-256 of title and folded description: what a verdict rests on; empty unless the title passes the title gate.';
COMMENT ON COLUMN store.postings.row_hash IS 'The first half of the SHA-256 of the whole row as stated, dates and layout too: where it is the same, nothing is looked at further.';
COMMENT ON COLUMN store.postings.valid_from IS 'The night from which what it says stands.';
COMMENT ON COLUMN store.postings.unknown_since IS 'First night on which its board could not be read soundly, so that it may be open or not; null unless frozen.';
COMMENT ON COLUMN store.postings.closed_because IS 'absent (from two sound reads), or board retired; null unless closed.';
COMMENT ON COLUMN store.postings.closed_at IS 'Night on which it was taken as closed: of the second absence, or of its board''s retirement; null unless closed.';
COMMENT ON COLUMN store.postings.times_reopened IS 'How often it came back after it was closed.';
COMMENT ON COLUMN store.postings.reopened_at IS 'Night on which it last came back; null where it never did.';

-- One row per version of a posting that is no longer the current one.
CREATE TABLE store.posting_versions (
    posting_key VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    run_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    description VARCHAR,
    hiring_organization VARCHAR NOT NULL,
    industry VARCHAR,
    department VARCHAR,
    job_location VARCHAR[] NOT NULL,
    work_mode VARCHAR NOT NULL,
    employment_type VARCHAR,
    base_salary_min DOUBLE,
    base_salary_max DOUBLE,
    salary_currency VARCHAR,
    salary_unit VARCHAR,
    salary_text VARCHAR,
    date_posted TIMESTAMP,
    date_modified TIMESTAMP,
    in_language VARCHAR,
    url VARCHAR,
    apply_url VARCHAR,
    is_candidate BOOLEAN NOT NULL,
    reading_hash VARCHAR NOT NULL
);
COMMENT ON TABLE store.posting_versions IS 'One row per version of a posting that is no longer the current one; a version ends with a real change, not with a template''s or a date''s.';
COMMENT ON COLUMN store.posting_versions.posting_key IS 'The posting.';
COMMENT ON COLUMN store.posting_versions.valid_from IS 'First night on which it read so.';
COMMENT ON COLUMN store.posting_versions.valid_to IS 'The night on which it read otherwise: the first one not included.';
COMMENT ON COLUMN store.posting_versions.run_id IS 'The run that saw the change.';
COMMENT ON COLUMN store.posting_versions.title IS 'As stated, white space folded.';
COMMENT ON COLUMN store.posting_versions.description IS 'HTML or plain text as stated, contact data masked; null unless the title passes the title gate.';
COMMENT ON COLUMN store.posting_versions.hiring_organization IS 'The company''s name for display.';
COMMENT ON COLUMN store.posting_versions.industry IS 'The company''s industry, from the list of boards.';
COMMENT ON COLUMN store.posting_versions.department IS 'As stated.';
COMMENT ON COLUMN store.posting_versions.job_location IS 'Places as stated, in the order stated.';
COMMENT ON COLUMN store.posting_versions.work_mode IS 'remote, hybrid, onsite or unknown.';
COMMENT ON COLUMN store.posting_versions.employment_type IS 'As stated.';
COMMENT ON COLUMN store.posting_versions.base_salary_min IS 'As stated.';
COMMENT ON COLUMN store.posting_versions.base_salary_max IS 'As stated.';
COMMENT ON COLUMN store.posting_versions.salary_currency IS 'ISO 4217 code, as stated.';
COMMENT ON COLUMN store.posting_versions.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN store.posting_versions.salary_text IS 'The salary as stated, in words.';
COMMENT ON COLUMN store.posting_versions.date_posted IS 'When the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN store.posting_versions.date_modified IS 'When the employer says it was last changed, UTC.';
COMMENT ON COLUMN store.posting_versions.in_language IS 'BCP 47 tag, as stated.';
COMMENT ON COLUMN store.posting_versions.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN store.posting_versions.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN store.posting_versions.is_candidate IS 'Whether the title passes the title gate.';
COMMENT ON COLUMN store.posting_versions.reading_hash IS 'SHA-256 of title and folded description: what a verdict rests on; empty unless the title passed the title gate.';

-- One row per posting: the blocks of its description, to tell an employer's template from news.
CREATE TABLE store.description_blocks (
    posting_key VARCHAR NOT NULL,
    blocks BLOB NOT NULL
);
COMMENT ON TABLE store.description_blocks IS 'One row per posting: the blocks of its description, to tell an employer''s template from news.';
COMMENT ON COLUMN store.description_blocks.posting_key IS 'The posting, unique.';
COMMENT ON COLUMN store.description_blocks.blocks IS 'CRC-32 (four bytes, little-endian) of each stretch of text between two tags or line ends, letters and digits alone, in lower case; each once, sorted.';

-- Events say what was before and after, and which rulebooks.
ALTER TABLE store.events RENAME COLUMN title_before TO before;
ALTER TABLE store.events ADD COLUMN after VARCHAR;
ALTER TABLE store.events ADD COLUMN rulebook_before VARCHAR;
ALTER TABLE store.events ADD COLUMN rulebook VARCHAR;
UPDATE store.events SET after = title WHERE kind = 'retitled';
-- Freezing was no event so far.
INSERT INTO store.events BY NAME
SELECT
    p.unknown_since AS night,
    coalesce(
        (SELECT arg_max(r.run_id, r.sequence) FROM store.runs AS r WHERE r.night = p.unknown_since AND r.state IN ('good', 'degraded')),
        (SELECT arg_max(r.run_id, r.sequence) FROM store.runs AS r WHERE r.state IN ('good', 'degraded'))
    ) AS run_id,
    p.posting_key, 'frozen' AS kind, []::VARCHAR[] AS fields, p.title
FROM store.postings AS p
WHERE p.state = 'frozen';
COMMENT ON COLUMN store.events.kind IS 'opened, retitled, edited (anything but the title), template_edited (its text, but only as many others of its board), relevelled, frozen, thawed, closed, reopened, reposted, merged or separated.';
COMMENT ON COLUMN store.events.fields IS 'The fields that changed; empty unless retitled, edited or template_edited.';
COMMENT ON COLUMN store.events.before IS 'retitled: the title before; relevelled: the level; merged, separated: the role; reposted: the posting that it follows; closed: null. Else null.';
COMMENT ON COLUMN store.events.after IS 'The same after the event; closed: why (absent, or board retired). Else null.';
COMMENT ON COLUMN store.events.rulebook_before IS 'relevelled: the rulebook that gave the level before; else null.';
COMMENT ON COLUMN store.events.rulebook IS 'relevelled: the rulebook that gave the level from then on; else null.';

-- Boards that are gone for good.
ALTER TABLE store.boards ADD COLUMN retired_at DATE;
COMMENT ON COLUMN store.boards.retired_at IS 'The night on which it was retired, because its platform had said on five nights in a row that there is no such board; null unless retired now.';

CREATE TABLE store.board_events (
    night DATE NOT NULL,
    run_id VARCHAR NOT NULL,
    board_key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);
COMMENT ON TABLE store.board_events IS 'One row per change of a board''s standing.';
COMMENT ON COLUMN store.board_events.night IS 'The night of the change.';
COMMENT ON COLUMN store.board_events.run_id IS 'The run that made it.';
COMMENT ON COLUMN store.board_events.board_key IS 'The board.';
COMMENT ON COLUMN store.board_events.kind IS 'retired, or revived.';
COMMENT ON COLUMN store.board_events.message IS 'For a person: why.';

-- Which verdict each rulebook gives on a content: a rulebook that says the same again adds one narrow row and nothing else.
ALTER TABLE store.classifications ADD COLUMN verdict_hash VARCHAR;
UPDATE store.classifications SET verdict_hash = classification_id;
COMMENT ON TABLE store.classifications IS 'One row per content (title and description) and distinct verdict on it.';
COMMENT ON COLUMN store.classifications.classification_id IS 'SHA-256 of reading_hash and verdict_hash, unique.';
COMMENT ON COLUMN store.classifications.rulebook IS 'Version of the rulebook that gave it first.';
COMMENT ON COLUMN store.classifications.run_id IS 'The run that gave it first.';
COMMENT ON COLUMN store.classifications.verdict_hash IS 'SHA-256 of the verdict and all its evidence, without the rulebook''s version.';

CREATE TABLE store.readings (
    reading_hash VARCHAR NOT NULL,
    rulebook VARCHAR NOT NULL,
    classification_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE store.readings IS 'One row per content and rulebook: the verdict that this rulebook gives on it.';
COMMENT ON COLUMN store.readings.reading_hash IS 'The content.';
COMMENT ON COLUMN store.readings.rulebook IS 'Version of the rulebook.';
COMMENT ON COLUMN store.readings.classification_id IS 'The verdict.';
COMMENT ON COLUMN store.readings.run_id IS 'The run that read it.';
INSERT INTO store.readings SELECT reading_hash, rulebook, classification_id, run_id FROM store.classifications;

-- One row per posting and span of nights in which one verdict stood on it.
CREATE TABLE store.posting_levels (
    posting_key VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    classification_id VARCHAR NOT NULL,
    rulebook VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    level VARCHAR,
    correction_id VARCHAR,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE store.posting_levels IS 'One row per posting and span of nights in which one verdict, or one person''s correction of it, stood on it.';
COMMENT ON COLUMN store.posting_levels.posting_key IS 'The posting.';
COMMENT ON COLUMN store.posting_levels.valid_from IS 'First night on which it stood.';
COMMENT ON COLUMN store.posting_levels.valid_to IS 'The night on which another took its place: the first one not included; null where it stands.';
COMMENT ON COLUMN store.posting_levels.classification_id IS 'The verdict.';
COMMENT ON COLUMN store.posting_levels.rulebook IS 'Version of the rulebook that read it so when the span began.';
COMMENT ON COLUMN store.posting_levels.family IS 'pm, or not_pm; as corrected where a correction is named.';
COMMENT ON COLUMN store.posting_levels.level IS 'The level; as corrected where a correction is named; null when the family is not_pm.';
COMMENT ON COLUMN store.posting_levels.correction_id IS 'The correction that overrides the verdict; null where there is none.';
COMMENT ON COLUMN store.posting_levels.run_id IS 'The run that began the span.';
-- What stands when this is applied is taken to have stood since the posting was first seen; earlier verdicts keep their rows above.
INSERT INTO store.posting_levels BY NAME
SELECT
    p.posting_key, p.first_seen AS valid_from, c.classification_id, c.rulebook, c.family, c.level, c.run_id
FROM store.postings AS p
JOIN store.classifications AS c USING (reading_hash)
JOIN store.runs AS r USING (run_id)
WHERE p.is_candidate
QUALIFY row_number() OVER (PARTITION BY p.posting_key ORDER BY r.sequence DESC, c.rulebook) = 1;

-- What joined a posting to its role, and how surely.
ALTER TABLE store.role_postings ADD COLUMN score DOUBLE;
ALTER TABLE store.role_postings ADD COLUMN joined_to VARCHAR;
ALTER TABLE store.role_postings ADD COLUMN base_role_id VARCHAR;
ALTER TABLE store.role_postings ADD COLUMN correction_id VARCHAR;
ALTER TABLE store.role_postings ADD COLUMN first_party BOOLEAN DEFAULT true;
UPDATE store.role_postings SET base_role_id = role_id;
COMMENT ON TABLE store.role_postings IS 'One row per posting of a product-management role: which role it belongs to, and why.';
COMMENT ON COLUMN store.role_postings.role_id IS 'The role, corrections applied: r and 16 hex digits of the SHA-256 of its first posting''s key.';
COMMENT ON COLUMN store.role_postings.rule IS 'What joined it to a role by itself: founder (nothing), or a rule of same opening.';
COMMENT ON COLUMN store.role_postings.score IS 'How alike the two texts are where it matters, 0 to 1; null for a founder.';
COMMENT ON COLUMN store.role_postings.base_role_id IS 'The role without corrections, for ever.';
COMMENT ON COLUMN store.role_postings.first_party IS 'Whether it stands on the employer''s own board; false for an aggregator''s copy.';
COMMENT ON COLUMN store.role_postings.correction_id IS 'The correction that moved it to another role; null where none did.';
COMMENT ON COLUMN store.role_postings.joined_to IS 'The posting that it was found to be the same opening as; null for a founder.';

-- What people corrected, as the latest run found it written.
CREATE TABLE store.corrections (
    correction_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    value VARCHAR,
    expects VARCHAR,
    reason VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    made_on DATE NOT NULL,
    position BIGINT NOT NULL
);
COMMENT ON TABLE store.corrections IS 'One row per correction, thing corrected and field, as the latest run found them written.';
COMMENT ON COLUMN store.corrections.correction_id IS 'Name of the correction: 16 hex digits of the SHA-256 of what it says.';
COMMENT ON COLUMN store.corrections.kind IS 'level, same_role, separate_roles, company or board.';
COMMENT ON COLUMN store.corrections.target IS 'What is corrected: a posting''s key, a role''s id, a company''s name as stated, or a board.';
COMMENT ON COLUMN store.corrections.field IS 'level, role, display_name, industry or retire.';
COMMENT ON COLUMN store.corrections.value IS 'What it is to be.';
COMMENT ON COLUMN store.corrections.expects IS 'What it was when the correction was written; null where that is not said.';
COMMENT ON COLUMN store.corrections.reason IS 'Why, in a person''s words.';
COMMENT ON COLUMN store.corrections.who IS 'Who says so.';
COMMENT ON COLUMN store.corrections.made_on IS 'The date of the correction.';
COMMENT ON COLUMN store.corrections.position IS 'Its place in the file, from 1.';

COMMENT ON COLUMN store.runs.kind IS 'nightly, ingest (files) or relevel (stored texts read anew, no board).';
COMMENT ON COLUMN store.board_reads.state IS 'read, suspect (answered, but collapsed against its own recent past), unavailable, changed, gone, or retired (still gone).';
