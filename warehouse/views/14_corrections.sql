-- One row per correction, thing corrected and field: what it says, what would stand without it, and whether it is still needed.
-- Published as a table, ordered by correction_id, target, field.
CREATE OR REPLACE VIEW corrections AS
WITH levels AS (
    SELECT p.posting_key AS target, coalesce(v.level, 'not_pm') AS source_value
    FROM store.postings AS p
    JOIN store.current_verdicts AS v USING (reading_hash)
    WHERE p.is_candidate AND p.posting_key IN (SELECT target FROM store.corrections)
    UNION ALL
    -- Of a role what is said of the posting that it is shown by.
    SELECT
        rp.role_id,
        arg_min(coalesce(v.level, 'not_pm'), store.shown_order(p.state, rp.first_party, p.first_seen, p.posting_key))
    FROM store.role_postings AS rp
    JOIN store.postings AS p USING (posting_key)
    JOIN store.current_verdicts AS v USING (reading_hash)
    WHERE rp.role_id IN (SELECT target FROM store.corrections)
    GROUP BY rp.role_id
),
companies AS (
    SELECT
        lower(nfc_normalize(hiring_organization)) AS stated,
        any_value(hiring_organization ORDER BY posting_key) AS name,
        any_value(industry ORDER BY posting_key) AS industry
    FROM store.postings
    WHERE state <> 'closed'
    GROUP BY stated
),
groups AS (
    SELECT
        c.correction_id, count(rp.posting_key) AS postings, count(DISTINCT rp.base_role_id) AS base_roles,
        string_agg(DISTINCT rp.base_role_id, ' ' ORDER BY rp.base_role_id) AS source_value
    FROM store.corrections AS c
    LEFT JOIN store.role_postings AS rp ON rp.posting_key = c.target
    WHERE c.kind IN ('same_role', 'separate_roles')
    GROUP BY c.correction_id
),
found AS (
    SELECT
        c.*,
        CASE c.kind
            WHEN 'level' THEN (SELECT any_value(source_value) FROM levels AS l WHERE l.target = c.target)
            WHEN 'company' THEN CASE c.field
                WHEN 'industry' THEN (SELECT any_value(i.industry) FROM companies AS i WHERE i.stated = lower(nfc_normalize(c.target)))
                ELSE coalesce(
                    (SELECT any_value(o.name) FROM companies AS o WHERE o.stated = lower(nfc_normalize(c.target))),
                    (SELECT any_value(o.name) FROM companies AS o WHERE o.stated = lower(nfc_normalize(c.value)))
                )
            END
            WHEN 'board' THEN (
                SELECT arg_max(h.state, r.sequence)
                FROM store.board_reads AS h
                JOIN store.runs AS r USING (run_id)
                WHERE h.board_key = c.target
            )
            ELSE g.source_value
        END AS source_value,
        g.postings,
        g.base_roles
    FROM store.corrections AS c
    LEFT JOIN groups AS g USING (correction_id)
)
SELECT
    correction_id, kind, target, field, value, expects, source_value,
    CASE
        WHEN kind = 'same_role' THEN CASE WHEN postings < 2 THEN 'unused' WHEN base_roles = 1 THEN 'mended' ELSE 'in force' END
        WHEN kind = 'separate_roles' THEN CASE WHEN postings < 2 THEN 'unused' WHEN base_roles = postings THEN 'mended' ELSE 'in force' END
        WHEN kind = 'board' AND source_value IS NULL THEN 'unused'
        WHEN kind = 'board' THEN CASE WHEN source_value <> 'read' THEN 'in force' WHEN value = 'false' THEN 'mended' ELSE 'moved' END
        WHEN source_value IS NULL AND field <> 'industry' THEN 'unused'
        WHEN field = 'industry' AND NOT EXISTS (FROM companies AS i WHERE i.stated = lower(nfc_normalize(target))) THEN 'unused'
        WHEN source_value = value THEN 'mended'
        WHEN expects IS NOT NULL AND source_value IS DISTINCT FROM expects THEN 'moved'
        ELSE 'in force'
    END AS state,
    reason, who, made_on
FROM found;

COMMENT ON VIEW corrections IS 'One row per correction, thing corrected and field: what it says, what would stand without it, and whether it is still needed.';
COMMENT ON COLUMN corrections.correction_id IS 'Name of the correction: 16 hex digits of the SHA-256 of what it says.';
COMMENT ON COLUMN corrections.kind IS 'level, same_role, separate_roles, company or board.';
COMMENT ON COLUMN corrections.target IS 'What is corrected: a posting''s key, a role''s id, a company''s name as stated, or a board.';
COMMENT ON COLUMN corrections.field IS 'level, role, display_name, industry or retire.';
COMMENT ON COLUMN corrections.value IS 'What it is to be; null where postings are put together or kept apart.';
COMMENT ON COLUMN corrections.expects IS 'What it was when the correction was written; null where that is not said.';
COMMENT ON COLUMN corrections.source_value IS 'What stands without the correction: the rulebook''s level, the name or industry as stated, the roles as found, the board''s state; null where there is nothing.';
COMMENT ON COLUMN corrections.state IS 'in force; mended (without it the same would stand now: take it out); moved (without it something else than expected would stand: look again); unused (what it corrects is not there).';
COMMENT ON COLUMN corrections.reason IS 'Why, in a person''s words.';
COMMENT ON COLUMN corrections.who IS 'Who says so.';
COMMENT ON COLUMN corrections.made_on IS 'The date of the correction.';
