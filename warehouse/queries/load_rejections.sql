-- Entries that were no posting: a bad entry that stays is one row with the nights on which it was there.
CREATE OR REPLACE TEMP TABLE rejected AS
SELECT *
FROM staged_rejections
QUALIFY row_number() OVER (PARTITION BY rejection_key ORDER BY position, title, detail) = 1;

MERGE INTO store.rejections AS j
USING rejected AS r ON j.rejection_key = r.rejection_key
WHEN MATCHED THEN UPDATE SET position = r.position, title = r.title, detail = r.detail, last_seen = getvariable('night')
WHEN NOT MATCHED THEN INSERT
    (rejection_key, board_key, source, board, position, identifier, title, reason, detail, first_seen, last_seen)
    VALUES (r.rejection_key, r.board_key, r.source, r.board, r.position, r.identifier, r.title, r.reason, r.detail,
            getvariable('night'), getvariable('night'));
