-- Every role with the text and the verdict of the posting that it is shown by, and what was found for it, in the order of the verdict.
WITH found AS (
    SELECT
        role_id,
        list(
            {
                'rule': rule, 'signal': signal, 'quote': quote, 'start': quote_start, 'end': quote_end,
                'section': section, 'context': context, 'weight': weight, 'counted': counted
            }
            ORDER BY position
        ) AS evidence
    FROM evidence
    GROUP BY role_id
)
SELECT
    r.role_id, r.posting_key, r.title, r.company, p.text, r.level, r.confidence, r.runner_up, r.unclear, r.basis, r.rulebook,
    coalesce(f.evidence, []) AS evidence
FROM roles AS r
JOIN postings AS p USING (posting_key)
LEFT JOIN found AS f ON f.role_id = r.role_id
