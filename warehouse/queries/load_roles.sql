-- The roles of new postings (arrow_roles), and what the corrections of roles make of all (arrow_moves).
INSERT INTO store.role_postings BY NAME
SELECT
    a.posting_key, a.role_id, a.rule, a.score, a.joined_to, a.role_id AS base_role_id, a.first_party,
    getvariable('night') AS night, getvariable('run_id') AS run_id
FROM arrow_roles AS a
ORDER BY a.posting_key;

-- A new posting of a role that was gone from its boards: taken down and put up again under another name.
INSERT INTO store.events BY NAME
SELECT
    getvariable('night') AS night, getvariable('run_id') AS run_id, a.posting_key, 'reposted' AS kind, []::VARCHAR[] AS fields,
    a.joined_to AS before, a.posting_key AS after, p.title
FROM arrow_roles AS a
JOIN store.postings AS p USING (posting_key)
WHERE a.rule <> 'founder'
    AND a.posting_key = (
        SELECT min(n.posting_key) FROM arrow_roles AS n WHERE n.role_id = a.role_id
    )
    -- What was founded tonight was never gone.
    AND a.role_id IN (SELECT base_role_id FROM store.role_postings WHERE posting_key NOT IN (SELECT posting_key FROM arrow_roles))
    AND NOT EXISTS (
        FROM store.role_postings AS rp
        JOIN store.postings AS o USING (posting_key)
        WHERE rp.base_role_id = a.role_id
            AND rp.posting_key NOT IN (SELECT posting_key FROM arrow_roles)
            AND o.state <> 'closed' AND o.absences = 0
    );
