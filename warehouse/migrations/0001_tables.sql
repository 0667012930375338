-- The tables of the work file. None has a key that DuckDB enforces: its indexes check too eagerly when a row with a list is
-- changed twice in one transaction, and slow every load; the check duplicate_keys holds the keys instead.

CREATE SCHEMA store;

-- One row per migration applied to this file.
CREATE TABLE store.migrations (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE store.migrations IS 'One row per migration applied to this file.';
COMMENT ON COLUMN store.migrations.version IS 'Number of the migration.';
COMMENT ON COLUMN store.migrations.name IS 'Name of its .sql file.';
COMMENT ON COLUMN store.migrations.applied_at IS 'When it was applied, UTC.';

-- One row per level that a product-management role can have.
CREATE TABLE store.levels (
    level VARCHAR NOT NULL,
    level_name VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    on_ladder BOOLEAN NOT NULL
);
COMMENT ON TABLE store.levels IS 'One row per level that a product-management role can have.';
COMMENT ON COLUMN store.levels.level IS 'The level: apm, mid, senior, principal, group or above.';
COMMENT ON COLUMN store.levels.level_name IS 'The level in plain words.';
COMMENT ON COLUMN store.levels.rank IS 'Order of the levels, from 1, the most junior.';
COMMENT ON COLUMN store.levels.on_ladder IS 'Whether roles of this level are in the feed; above is not.';

-- One row per run: a night, an ingest or a replay of one, whatever became of it.
CREATE TABLE store.runs (
    run_id VARCHAR NOT NULL,
    sequence BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    night DATE NOT NULL,
    state VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    rulebook VARCHAR,
    message VARCHAR,
    level_mix MAP(VARCHAR, BIGINT)
);
COMMENT ON TABLE store.runs IS 'One row per run: a night, an ingest or a replay of one, whatever became of it.';
COMMENT ON COLUMN store.runs.run_id IS 'Name of the run, unique.';
COMMENT ON COLUMN store.runs.sequence IS 'Order in which the runs happened, from 1.';
COMMENT ON COLUMN store.runs.kind IS 'nightly, or ingest (files).';
COMMENT ON COLUMN store.runs.night IS 'The night that the run stands for; all dates of ours are nights.';
COMMENT ON COLUMN store.runs.state IS 'running, good, degraded (published, some boards failed or suspect), held back (a check stopped it) or failed.';
COMMENT ON COLUMN store.runs.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN store.runs.finished_at IS 'When it ended, UTC; null while it runs.';
COMMENT ON COLUMN store.runs.rulebook IS 'Version of the rulebook that the run levelled with; null where it levelled nothing and none was named.';
COMMENT ON COLUMN store.runs.message IS 'For a person: why the run is degraded, held back or failed.';
COMMENT ON COLUMN store.runs.level_mix IS 'Open roles by level when the run ended; null unless it was good or degraded.';

-- One row per board ever read.
CREATE TABLE store.boards (
    board_key VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    board VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    industry VARCHAR,
    first_night DATE NOT NULL,
    last_night DATE NOT NULL
);
COMMENT ON TABLE store.boards IS 'One row per board ever read.';
COMMENT ON COLUMN store.boards.board_key IS 'source:board, unique.';
COMMENT ON COLUMN store.boards.source IS 'The platform.';
COMMENT ON COLUMN store.boards.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN store.boards.company IS 'The employer''s name as people write it.';
COMMENT ON COLUMN store.boards.industry IS 'The employer''s industry, from the list of boards.';
COMMENT ON COLUMN store.boards.first_night IS 'Night of the first try to read it.';
COMMENT ON COLUMN store.boards.last_night IS 'Night of the latest try to read it.';

-- One row per run and board: what came of reading it.
CREATE TABLE store.board_reads (
    run_id VARCHAR NOT NULL,
    night DATE NOT NULL,
    board_key VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    complete BOOLEAN NOT NULL,
    believed BOOLEAN NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    postings BIGINT NOT NULL,
    candidates BIGINT NOT NULL,
    rejections BIGINT NOT NULL,
    unsound BIGINT NOT NULL,
    recent_median DOUBLE,
    message VARCHAR,
    seconds DOUBLE NOT NULL,
    bytes_read BIGINT NOT NULL
);
COMMENT ON TABLE store.board_reads IS 'One row per run and board: what came of reading it.';
COMMENT ON COLUMN store.board_reads.run_id IS 'The run.';
COMMENT ON COLUMN store.board_reads.night IS 'The run''s night.';
COMMENT ON COLUMN store.board_reads.board_key IS 'The board.';
COMMENT ON COLUMN store.board_reads.state IS 'read, suspect (answered, but collapsed against its own recent past), unavailable, changed or gone.';
COMMENT ON COLUMN store.board_reads.complete IS 'False for a file: what it does not hold is not thereby absent.';
COMMENT ON COLUMN store.board_reads.believed IS 'True where a collapse had lasted long enough to be taken as true; the median starts anew here.';
COMMENT ON COLUMN store.board_reads.fetched_at IS 'When the answer (or the failure) came, UTC.';
COMMENT ON COLUMN store.board_reads.postings IS 'Postings in the answer, without doubles.';
COMMENT ON COLUMN store.board_reads.candidates IS 'Of these, postings whose title passes the title gate.';
COMMENT ON COLUMN store.board_reads.rejections IS 'Entries of the answer that were no posting.';
COMMENT ON COLUMN store.board_reads.unsound IS 'Of these, entries that should have been postings (not merely unlisted or doubled).';
COMMENT ON COLUMN store.board_reads.recent_median IS 'Median of postings over the board''s last sound reads on earlier nights; null where there is none.';
COMMENT ON COLUMN store.board_reads.message IS 'For a person: why the state is not read.';
COMMENT ON COLUMN store.board_reads.seconds IS 'How long reading took.';
COMMENT ON COLUMN store.board_reads.bytes_read IS 'Size of the answers.';

-- One current row per posting; what it was before is in events.
CREATE TABLE store.postings (
    posting_key VARCHAR NOT NULL,
    board_key VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    board VARCHAR NOT NULL,
    identifier VARCHAR NOT NULL,
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
    description_hash VARCHAR NOT NULL,
    reading_hash VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    first_seen DATE NOT NULL,
    last_seen DATE NOT NULL,
    absences INTEGER NOT NULL,
    last_absent DATE,
    closed_at DATE,
    state VARCHAR NOT NULL
);
COMMENT ON TABLE store.postings IS 'One current row per posting; what it was before is in events.';
COMMENT ON COLUMN store.postings.posting_key IS 'source:board:identifier, unique.';
COMMENT ON COLUMN store.postings.board_key IS 'The board it stands on.';
COMMENT ON COLUMN store.postings.source IS 'The platform.';
COMMENT ON COLUMN store.postings.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN store.postings.identifier IS 'The platform''s id of the posting.';
COMMENT ON COLUMN store.postings.title IS 'As stated, white space folded.';
COMMENT ON COLUMN store.postings.description IS 'HTML or plain text as stated, contact data masked; null unless the title passes the title gate.';
COMMENT ON COLUMN store.postings.hiring_organization IS 'The company''s name for display.';
COMMENT ON COLUMN store.postings.industry IS 'The company''s industry, from the list of boards.';
COMMENT ON COLUMN store.postings.department IS 'As stated.';
COMMENT ON COLUMN store.postings.job_location IS 'Places as stated, in the order stated.';
COMMENT ON COLUMN store.postings.work_mode IS 'remote, hybrid, onsite or unknown.';
COMMENT ON COLUMN store.postings.employment_type IS 'As stated.';
COMMENT ON COLUMN store.postings.base_salary_min IS 'As stated.';
COMMENT ON COLUMN store.postings.base_salary_max IS 'As stated.';
COMMENT ON COLUMN store.postings.salary_currency IS 'ISO 4217 code, as stated.';
COMMENT ON COLUMN store.postings.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR.';
COMMENT ON COLUMN store.postings.salary_text IS 'The salary as stated, in words.';
COMMENT ON COLUMN store.postings.date_posted IS 'When the employer says it was posted, UTC; theirs, and it moves.';
COMMENT ON COLUMN store.postings.date_modified IS 'When the employer says it was last changed, UTC.';
COMMENT ON COLUMN store.postings.in_language IS 'BCP 47 tag, as stated.';
COMMENT ON COLUMN store.postings.url IS 'The posting''s page, http(s) only.';
COMMENT ON COLUMN store.postings.apply_url IS 'Where to apply, http(s) only.';
COMMENT ON COLUMN store.postings.is_candidate IS 'Whether the title passes the title gate.';
COMMENT ON COLUMN store.postings.description_hash IS 'SHA-256 of the description with its white space folded.';
COMMENT ON COLUMN store.postings.reading_hash IS 'SHA-256 of title and folded description: what a verdict rests on.';
COMMENT ON COLUMN store.postings.content_hash IS 'SHA-256 of all that the employer states, in canonical form, without dates: what an edit changes.';
COMMENT ON COLUMN store.postings.first_seen IS 'First night it was there.';
COMMENT ON COLUMN store.postings.last_seen IS 'Latest night it was there.';
COMMENT ON COLUMN store.postings.absences IS 'Nights of sound reads without it since last_seen, at most two.';
COMMENT ON COLUMN store.postings.last_absent IS 'Night of the latest of these.';
COMMENT ON COLUMN store.postings.closed_at IS 'Night of the second absence; null unless closed.';
COMMENT ON COLUMN store.postings.state IS 'open, frozen (its board could not be read soundly this time) or closed.';

-- One row per change of a posting, of its kind, in a run.
CREATE TABLE store.events (
    night DATE NOT NULL,
    run_id VARCHAR NOT NULL,
    posting_key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    fields VARCHAR[] NOT NULL,
    title_before VARCHAR,
    title VARCHAR NOT NULL
);
COMMENT ON TABLE store.events IS 'One row per change of a posting, of its kind, in a run.';
COMMENT ON COLUMN store.events.night IS 'The night of the change.';
COMMENT ON COLUMN store.events.run_id IS 'The run that saw it.';
COMMENT ON COLUMN store.events.posting_key IS 'The posting.';
COMMENT ON COLUMN store.events.kind IS 'opened, retitled, edited (anything but the title), closed or reopened.';
COMMENT ON COLUMN store.events.fields IS 'The fields that changed; empty unless retitled or edited.';
COMMENT ON COLUMN store.events.title_before IS 'The title before; null unless retitled.';
COMMENT ON COLUMN store.events.title IS 'The title from then on.';

-- One row per entry of a board that was no posting, and reason; told apart by identifier, or else by position.
CREATE TABLE store.rejections (
    rejection_key VARCHAR NOT NULL,
    board_key VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    board VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    identifier VARCHAR,
    title VARCHAR,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    first_seen DATE NOT NULL,
    last_seen DATE NOT NULL
);
COMMENT ON TABLE store.rejections IS 'One row per entry of a board that was no posting, and reason; told apart by identifier, or else by position.';
COMMENT ON COLUMN store.rejections.rejection_key IS 'SHA-256 of board, identifier (or position) and reason; unique.';
COMMENT ON COLUMN store.rejections.board_key IS 'The board.';
COMMENT ON COLUMN store.rejections.source IS 'The platform.';
COMMENT ON COLUMN store.rejections.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN store.rejections.position IS 'Where it last stood in the answer, from 0 (in a file: the row, from 1).';
COMMENT ON COLUMN store.rejections.identifier IS 'The platform''s id, where the entry had one.';
COMMENT ON COLUMN store.rejections.title IS 'Its title, where it had one.';
COMMENT ON COLUMN store.rejections.reason IS 'Why it is no posting, from a closed list.';
COMMENT ON COLUMN store.rejections.detail IS 'For a person: what was there instead.';
COMMENT ON COLUMN store.rejections.first_seen IS 'First night it was there.';
COMMENT ON COLUMN store.rejections.last_seen IS 'Latest night it was there.';

-- One row per plain text that a verdict was read from.
CREATE TABLE store.texts (
    text_hash VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);
COMMENT ON TABLE store.texts IS 'One row per plain text that a verdict was read from.';
COMMENT ON COLUMN store.texts.text_hash IS 'SHA-256 of the text, unique.';
COMMENT ON COLUMN store.texts.text IS 'The plain text that the offsets of evidence point into.';

-- One row per content (title and description) and rulebook: the verdict on it.
CREATE TABLE store.classifications (
    classification_id VARCHAR NOT NULL,
    reading_hash VARCHAR NOT NULL,
    rulebook VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    level VARCHAR,
    confidence DOUBLE NOT NULL,
    runner_up VARCHAR,
    basis VARCHAR NOT NULL,
    conflict BOOLEAN NOT NULL,
    zero_to_one VARCHAR NOT NULL,
    multiple_roadmaps VARCHAR NOT NULL,
    direct_reports VARCHAR NOT NULL,
    people_mentoring VARCHAR NOT NULL,
    training_programme VARCHAR NOT NULL,
    existing_product VARCHAR NOT NULL,
    company_strategy VARCHAR NOT NULL,
    min_years DOUBLE,
    years_are_pm BOOLEAN
);
COMMENT ON TABLE store.classifications IS 'One row per content (title and description) and rulebook: the verdict on it.';
COMMENT ON COLUMN store.classifications.classification_id IS 'SHA-256 of reading_hash and rulebook, unique.';
COMMENT ON COLUMN store.classifications.reading_hash IS 'The content read; postings with the same content share the verdict.';
COMMENT ON COLUMN store.classifications.rulebook IS 'Version of the rulebook that gave it.';
COMMENT ON COLUMN store.classifications.run_id IS 'The run that gave it.';
COMMENT ON COLUMN store.classifications.title IS 'The title that was read.';
COMMENT ON COLUMN store.classifications.text_hash IS 'The plain text that was read.';
COMMENT ON COLUMN store.classifications.family IS 'pm, or not_pm.';
COMMENT ON COLUMN store.classifications.level IS 'The level; null when the family is not_pm.';
COMMENT ON COLUMN store.classifications.confidence IS '0 to 1; of the verdicts at 0.8, 80 % are meant to be right.';
COMMENT ON COLUMN store.classifications.runner_up IS 'The next likely level.';
COMMENT ON COLUMN store.classifications.basis IS 'One line: what the level rests on.';
COMMENT ON COLUMN store.classifications.conflict IS 'Whether the employer''s level word and the text disagree.';
COMMENT ON COLUMN store.classifications.zero_to_one IS 'Launches something new from the ground up: yes, no or absent.';
COMMENT ON COLUMN store.classifications.multiple_roadmaps IS 'Several products or roadmaps at a time: yes, no or absent.';
COMMENT ON COLUMN store.classifications.direct_reports IS 'Has direct reports: yes, no (the posting says there are none) or absent.';
COMMENT ON COLUMN store.classifications.people_mentoring IS 'Guides other product managers: yes, no or absent.';
COMMENT ON COLUMN store.classifications.training_programme IS 'A rotation or training programme: yes, no or absent.';
COMMENT ON COLUMN store.classifications.existing_product IS 'Owns a product that is live: yes, no or absent.';
COMMENT ON COLUMN store.classifications.company_strategy IS 'Shapes the company''s strategy: yes, no or absent.';
COMMENT ON COLUMN store.classifications.min_years IS 'Least years of experience asked for; null where none are stated.';
COMMENT ON COLUMN store.classifications.years_are_pm IS 'Whether these are years of product management; null where none are stated.';

-- One row per sentence (or title) that a rule found for a verdict.
CREATE TABLE store.evidence (
    classification_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    signal VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    quote_start BIGINT NOT NULL,
    quote_end BIGINT NOT NULL,
    section VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    weight DOUBLE NOT NULL,
    counted BOOLEAN NOT NULL
);
COMMENT ON TABLE store.evidence IS 'One row per sentence (or title) that a rule found for a verdict.';
COMMENT ON COLUMN store.evidence.classification_id IS 'The verdict.';
COMMENT ON COLUMN store.evidence.position IS 'Order within the verdict, from 0.';
COMMENT ON COLUMN store.evidence.rule IS 'The rule''s name in the rulebook.';
COMMENT ON COLUMN store.evidence.signal IS 'What it speaks of: zero_to_one, direct_reports, years, title_level and so on.';
COMMENT ON COLUMN store.evidence.quote IS 'The exact words.';
COMMENT ON COLUMN store.evidence.quote_start IS 'Where they begin in the text (section title: in the title), in characters from 0.';
COMMENT ON COLUMN store.evidence.quote_end IS 'Where they end, not included.';
COMMENT ON COLUMN store.evidence.section IS 'The part of the posting: title, duties, requirements, preferred, company, benefits, compensation, legal or unknown.';
COMMENT ON COLUMN store.evidence.context IS 'asserted, negated, other_person, prospective or prior.';
COMMENT ON COLUMN store.evidence.weight IS 'What it added to its level''s score.';
COMMENT ON COLUMN store.evidence.counted IS 'Whether the level rests on it.';

-- One row per posting of a product-management role: which role it belongs to, for ever.
CREATE TABLE store.role_postings (
    posting_key VARCHAR NOT NULL,
    role_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    night DATE NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE store.role_postings IS 'One row per posting of a product-management role: which role it belongs to, for ever.';
COMMENT ON COLUMN store.role_postings.posting_key IS 'The posting, unique.';
COMMENT ON COLUMN store.role_postings.role_id IS 'The role: r and 16 hex digits of the SHA-256 of its first posting''s key.';
COMMENT ON COLUMN store.role_postings.rule IS 'What joined them: founder, or same_company_title_text.';
COMMENT ON COLUMN store.role_postings.night IS 'The night it was assigned.';
COMMENT ON COLUMN store.role_postings.run_id IS 'The run that assigned it.';

-- One row per run and check.
CREATE TABLE store.check_results (
    run_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    says VARCHAR NOT NULL,
    failing BIGINT NOT NULL,
    sample VARCHAR[] NOT NULL
);
COMMENT ON TABLE store.check_results IS 'One row per run and check.';
COMMENT ON COLUMN store.check_results.run_id IS 'The run.';
COMMENT ON COLUMN store.check_results.name IS 'The check.';
COMMENT ON COLUMN store.check_results.severity IS 'stop (nothing is published), or warn.';
COMMENT ON COLUMN store.check_results.says IS 'What it means when rows fail.';
COMMENT ON COLUMN store.check_results.failing IS 'How many rows fail; 0 is a pass.';
COMMENT ON COLUMN store.check_results.sample IS 'A few of them.';

INSERT INTO store.levels VALUES
    ('apm', 'Associate product manager', 1, true),
    ('mid', 'Product manager', 2, true),
    ('senior', 'Senior product manager', 3, true),
    ('principal', 'Principal product manager, without direct reports', 4, true),
    ('group', 'Group product manager, with direct reports', 5, true),
    ('above', 'Director or above', 6, false);
