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

-- Which of a role's postings it is shown by, the least first: an open one, then one that may be open; the employer's own before a copy;
-- the one that was seen first.
CREATE OR REPLACE MACRO store.shown_order(state, first_party, first_seen, posting_key) AS {
    'state': CASE state WHEN 'open' THEN 1 WHEN 'frozen' THEN 2 ELSE 3 END,
    'copy': NOT first_party,
    'first_seen': first_seen,
    'posting_key': posting_key
};

COMMENT ON VIEW store.shown_postings IS 'One row per posting, with the company''s name and industry as people corrected them.';
COMMENT ON COLUMN store.shown_postings.hiring_organization IS 'The company''s name for display, as corrected.';
COMMENT ON COLUMN store.shown_postings.industry IS 'The company''s industry, from the list of boards or as corrected.';
COMMENT ON COLUMN store.shown_postings.stated_organization IS 'The company''s name before corrections.';
