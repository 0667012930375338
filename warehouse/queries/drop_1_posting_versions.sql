-- Versions of postings that ended before the night `before`. Parameter: the variable before.
DELETE FROM store.posting_versions WHERE valid_to < getvariable('before');
