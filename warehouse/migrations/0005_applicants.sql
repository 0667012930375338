-- What a verdict says that a role asks of and offers an applicant, beside its level.

-- Where a verdict is older than a column it holds null, and is read again as its rulebook is no longer the current one.
ALTER TABLE store.classifications ADD COLUMN skills VARCHAR[];
ALTER TABLE store.classifications ADD COLUMN visa_sponsorship VARCHAR;
ALTER TABLE store.classifications ADD COLUMN job_start VARCHAR;
COMMENT ON COLUMN store.classifications.skills IS 'What it asks of the applicant: analytics, research, strategy; null where the verdict is older than this column.';
COMMENT ON COLUMN store.classifications.visa_sponsorship IS 'Whether the posting says that visas are sponsored: yes, no (it says that they are not) or absent; null where the verdict is older than this column.';
COMMENT ON COLUMN store.classifications.job_start IS 'When the job or programme starts, in the posting''s words (Summer 2027); null where it does not say, and where the verdict is older than this column.';
COMMENT ON COLUMN store.evidence.signal IS 'What it speaks of: zero_to_one, direct_reports, years, title_level, specialty, skill, visa_sponsorship, job_start and so on.';
