-- Two table macros: one row per role (roles_as_of) or posting (postings_as_of) as it stood on a night: SELECT * FROM roles_as_of(DATE '2026-11-01').
CREATE OR REPLACE MACRO roles_as_of(as_of_night) AS TABLE
SELECT * EXCLUDE (valid_to)
FROM roles_history
WHERE valid_from <= as_of_night AND (valid_to IS NULL OR valid_to > as_of_night);

CREATE OR REPLACE MACRO postings_as_of(as_of_night) AS TABLE
SELECT * EXCLUDE (valid_to)
FROM posting_history
WHERE valid_from <= as_of_night AND (valid_to IS NULL OR valid_to > as_of_night);

COMMENT ON MACRO TABLE roles_as_of IS 'One row per role as it stood on a night: FROM roles_as_of(DATE ''2026-11-01'').';
COMMENT ON MACRO TABLE postings_as_of IS 'One row per posting of a role as it stood on a night: FROM postings_as_of(DATE ''2026-11-01'').';
