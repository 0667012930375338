-- One row per column of every view and table for analysts: what it means.
CREATE OR REPLACE VIEW dictionary AS
SELECT table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
ORDER BY table_name, column_index;

COMMENT ON VIEW dictionary IS 'One row per column of every view and table for analysts: what it means.';
COMMENT ON COLUMN dictionary.table_name IS 'The view, or table.';
COMMENT ON COLUMN dictionary.column_name IS 'The column.';
COMMENT ON COLUMN dictionary.data_type IS 'Its type in DuckDB.';
COMMENT ON COLUMN dictionary.comment IS 'What it means.';
