-- What the columns of `meta` mean.
COMMENT ON TABLE meta IS 'One row: what this file holds, and how fresh it is.';
COMMENT ON COLUMN meta.schema_version IS 'Version of the tables and views.';
COMMENT ON COLUMN meta.run_id IS 'The run that it was published after.';
COMMENT ON COLUMN meta.night IS 'The night of that run.';
COMMENT ON COLUMN meta.published_at IS 'When it was published, UTC.';
COMMENT ON COLUMN meta.rulebook IS 'Version of the rulebook that the newest verdicts are of.';
COMMENT ON COLUMN meta.state IS 'How the boards of that night were read: good, or degraded (some could not be read soundly; their postings stay as they were).';
COMMENT ON COLUMN meta.warnings IS 'Names of its checks that found something, without stopping it; what they found is in store.check_results.';
COMMENT ON COLUMN meta.postings IS 'Rows of the view postings.';
COMMENT ON COLUMN meta.roles IS 'Rows of the view roles.';
COMMENT ON COLUMN meta.feed_roles IS 'Rows of the view explore_roles.';
COMMENT ON COLUMN meta.freshness IS 'For each platform: the latest night on which any of its boards was read soundly, its boards, and how many the latest try could read.';
