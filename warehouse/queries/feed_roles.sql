-- The roles of the feed, the newest first.
SELECT * REPLACE (
    list_transform(evidence, lambda e: {'quote': e.quote, 'section': e.section, 'rule': e.rule, 'signal': e.signal, 'context': e.context}) AS evidence
)
FROM explore_roles
ORDER BY first_seen DESC, id;
