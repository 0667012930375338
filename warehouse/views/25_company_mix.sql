-- One row per company with an open product-management role: how many at each level.
CREATE OR REPLACE VIEW company_mix AS
SELECT
    company,
    any_value(industry ORDER BY role_id) AS industry,
    count(*) AS open_roles,
    count(*) FILTER (WHERE level = 'apm') AS apm,
    count(*) FILTER (WHERE level = 'mid') AS mid,
    count(*) FILTER (WHERE level = 'senior') AS senior,
    count(*) FILTER (WHERE level = 'principal') AS principal,
    count(*) FILTER (WHERE level = 'group') AS "group",
    count(*) FILTER (WHERE level = 'above') AS above,
    avg((level IN ('senior', 'principal', 'group', 'above'))::INTEGER) AS share_senior_up,
    list_sort(list_distinct(flatten(list(coalesce(specialties, []))))) AS specialties,
    list(DISTINCT source || ':' || board ORDER BY source || ':' || board) AS boards,
    max(first_seen) AS newest_opening
FROM roles
WHERE state <> 'closed'
GROUP BY company
ORDER BY open_roles DESC, company;

COMMENT ON VIEW company_mix IS 'One row per company with an open product-management role: how many at each level.';
COMMENT ON COLUMN company_mix.company IS 'The employer''s name.';
COMMENT ON COLUMN company_mix.industry IS 'The employer''s industry, from the list of boards.';
COMMENT ON COLUMN company_mix.open_roles IS 'Roles that are open or frozen, those above the ladder too.';
COMMENT ON COLUMN company_mix.apm IS 'Of these, associate product managers.';
COMMENT ON COLUMN company_mix.mid IS 'Of these, product managers.';
COMMENT ON COLUMN company_mix.senior IS 'Of these, senior product managers.';
COMMENT ON COLUMN company_mix.principal IS 'Of these, principal product managers, without direct reports.';
COMMENT ON COLUMN company_mix."group" IS 'Of these, group product managers, with direct reports.';
COMMENT ON COLUMN company_mix.above IS 'Of these, directors and above.';
COMMENT ON COLUMN company_mix.share_senior_up IS 'Share of its open roles that are senior or higher, 0 to 1.';
COMMENT ON COLUMN company_mix.specialties IS 'What kinds of product management its open roles are: ai, growth, platform, data, technical; empty where nothing says so.';
COMMENT ON COLUMN company_mix.boards IS 'The boards that its open roles are shown from, source:board.';
COMMENT ON COLUMN company_mix.newest_opening IS 'First night on which the newest of its open roles was there.';
