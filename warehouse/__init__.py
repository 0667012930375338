"""History, lifecycle, checks, the published DuckDB file and the feed; SQL lives in .sql files."""
