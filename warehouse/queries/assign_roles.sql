-- Gives each product-management posting that has no role one, for ever. Parameters: the variables run_id and night.
-- A posting joins a role only where company, title and the text itself agree with one of its postings: one opening under two ids,
-- a copy a city, a repost. Company and title alone never join. Otherwise it founds a role of its own.
INSERT INTO store.role_postings BY NAME
WITH identities AS (
    SELECT
        p.posting_key,
        p.first_seen,
        rp.role_id,
        -- Letters and digits alone, so that "Acme, Inc." is "ACME Inc"; a name without any stands as it is.
        [
            coalesce(nullif(trim(regexp_replace(lower(nfc_normalize(name)), '[^\p{L}\p{N}]+', ' ', 'g')), ''), name)
            for name in [p.hiring_organization, p.title]
        ] || [v.text_hash] AS identity,
        -- A line or two ("see our site") is no text that could tell two openings apart.
        length(t.text) >= 100 AS tellable
    FROM store.postings AS p
    JOIN store.current_verdicts AS v USING (reading_hash)
    JOIN store.texts AS t USING (text_hash)
    LEFT JOIN store.role_postings AS rp USING (posting_key)
    WHERE p.is_candidate AND v.family = 'pm'
),
known AS (
    SELECT identity, arg_min(role_id, (first_seen, posting_key)) AS role_id
    FROM identities
    WHERE role_id IS NOT NULL AND tellable
    GROUP BY identity
),
founders AS (
    SELECT
        n.posting_key,
        k.role_id AS known_role_id,
        min(n.posting_key) OVER (PARTITION BY CASE WHEN n.tellable THEN n.identity ELSE [n.posting_key] END) AS founder
    FROM identities AS n
    LEFT JOIN known AS k USING (identity)
    WHERE n.role_id IS NULL
)
SELECT
    posting_key,
    coalesce(known_role_id, 'r' || sha256(founder)[1:16]) AS role_id,
    CASE WHEN known_role_id IS NULL AND posting_key = founder THEN 'founder' ELSE 'same_company_title_text' END AS rule,
    getvariable('night') AS night,
    getvariable('run_id') AS run_id
FROM founders
ORDER BY posting_key;
