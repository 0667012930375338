-- The columns of the roles, in their order.
SELECT
    id,
    company_key,
    confidence,
    unclear,
    stale,
    apm_watch,
    pays_from,
    pays_to,
    -- Days as numbers: they are only compared.
    first_seen - DATE '1970-01-01' AS first_seen,
    posted - DATE '1970-01-01' AS posted,
    -- A blank before each word: a phrase begins where a word does.
    ' ' || plain AS plain,
    row_number() OVER (ORDER BY confidence DESC, id) AS by_confidence,
    row_number() OVER (ORDER BY company_key, id) AS by_company,
    row_number() OVER (ORDER BY pays_to DESC NULLS LAST, id) AS by_salary
FROM listing
ORDER BY position
