-- A file that is what it was when it was last loaded need not be read again.
ALTER TABLE store.board_reads ADD COLUMN content_hash VARCHAR;
COMMENT ON COLUMN store.board_reads.content_hash IS 'SHA-256 of what was read (the file''s parts, by their own sums) and of the code that read it; null where a board was asked over the network, and where the row is older than this column.';
