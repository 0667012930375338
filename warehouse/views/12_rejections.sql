-- One row per entry of a board that was no posting, and reason.
CREATE OR REPLACE VIEW rejections AS
SELECT source, board, position, identifier, title, reason, detail, first_seen, last_seen
FROM store.rejections;

COMMENT ON VIEW rejections IS 'One row per entry of a board that was no posting, and reason.';
COMMENT ON COLUMN rejections.source IS 'The platform.';
COMMENT ON COLUMN rejections.board IS 'The employer''s name on the platform (its token).';
COMMENT ON COLUMN rejections.position IS 'Where it last stood in the answer, from 0 (in a file: the row, from 1).';
COMMENT ON COLUMN rejections.identifier IS 'The platform''s id, where the entry had one.';
COMMENT ON COLUMN rejections.title IS 'Its title, where it had one.';
COMMENT ON COLUMN rejections.reason IS 'Why it is no posting, from a closed list.';
COMMENT ON COLUMN rejections.detail IS 'For a person: what was there instead.';
COMMENT ON COLUMN rejections.first_seen IS 'First night it was there.';
COMMENT ON COLUMN rejections.last_seen IS 'Latest night it was there.';
