-- The open roles on the ladder as they stand, in the order of their ids, each with what its platform is called and asks for.
SELECT
    e.* REPLACE (
        list_transform(e.evidence, lambda f: {'quote': f.quote, 'section': f.section, 'rule': f.rule, 'signal': f.signal, 'context': f.context}) AS evidence
    ),
    coalesce(s.name, e.source) AS source_name,
    coalesce(s.aggregator, false) AS aggregator,
    s.attribution,
    e.level = 'apm' OR e.training_programme AS apm_watch
FROM explore_roles AS e
LEFT JOIN sources AS s ON s.source = e.source
ORDER BY e.id;
