-- One row per posting, with the company's name and industry as people corrected them.
-- Columns of store.shown_postings without a comment here are those of store.postings.
CREATE OR REPLACE VIEW store.shown_postings AS
WITH companies AS (
    SELECT
        lower(nfc_normalize(target)) AS stated,
        max(value) FILTER (WHERE field = 'display_name') AS display_name,
        max(value) FILTER (WHERE field = 'industry') AS industry
    FROM store.corrections
    WHERE kind = 'company'
    GROUP BY stated
)
SELECT
    p.* REPLACE (
        coalesce(c.display_name, p.hiring_organization) AS hiring_organization,
        coalesce(c.industry, p.industry) AS industry
    ),
    p.hiring_organization AS stated_organization
FROM store.postings AS p
LEFT JOIN companies AS c ON c.stated = lower(nfc_normalize(p.hiring_organization));

COMMENT ON VIEW store.shown_postings IS 'One row per posting, with the company''s name and industry as people corrected them.';
COMMENT ON COLUMN store.shown_postings.hiring_organization IS 'The company''s name for display, as corrected.';
COMMENT ON COLUMN store.shown_postings.industry IS 'The company''s industry, from the list of boards or as corrected.';
COMMENT ON COLUMN store.shown_postings.stated_organization IS 'The company''s name before corrections.';
