-- One row per level, currency and unit in which an open product-management role states a salary: how many do, quartiles as stated, and medians a year.
CREATE OR REPLACE VIEW salary_by_level AS
WITH standing AS (
    SELECT *, count(*) OVER (PARTITION BY level) AS open_roles
    FROM roles
    WHERE state <> 'closed'
)
SELECT
    s.level,
    s.salary_currency,
    s.salary_unit,
    any_value(s.open_roles) AS open_roles,
    count(*) AS stating,
    quantile_cont(s.salary_min, 0.25) AS min_quarter,
    quantile_cont(s.salary_min, 0.5) AS min_median,
    quantile_cont(s.salary_min, 0.75) AS min_three_quarters,
    quantile_cont((s.salary_min + s.salary_max) / 2, 0.25) AS middle_quarter,
    quantile_cont((s.salary_min + s.salary_max) / 2, 0.5) AS middle_median,
    quantile_cont((s.salary_min + s.salary_max) / 2, 0.75) AS middle_three_quarters,
    quantile_cont(s.salary_max, 0.25) AS max_quarter,
    quantile_cont(s.salary_max, 0.5) AS max_median,
    quantile_cont(s.salary_max, 0.75) AS max_three_quarters,
    quantile_cont(s.salary_year_min, 0.5) AS year_min_median,
    quantile_cont((s.salary_year_min + s.salary_year_max) / 2, 0.5) AS year_middle_median,
    quantile_cont(s.salary_year_max, 0.5) AS year_max_median,
    count(*) FILTER (WHERE s.salary_from_text) AS from_text
FROM standing AS s
LEFT JOIN store.levels AS l USING (level)
WHERE coalesce(s.salary_min, s.salary_max) IS NOT NULL
GROUP BY s.level, l.rank, s.salary_currency, s.salary_unit
ORDER BY l.rank, stating DESC, s.salary_currency, s.salary_unit;

COMMENT ON VIEW salary_by_level IS 'One row per level, currency and unit in which an open product-management role states a salary: how many do, quartiles as stated, and medians a year.';
COMMENT ON COLUMN salary_by_level.level IS 'apm, mid, senior, principal, group or above.';
COMMENT ON COLUMN salary_by_level.salary_currency IS 'ISO 4217 code, as stated; nothing is converted; null where none is stated.';
COMMENT ON COLUMN salary_by_level.salary_unit IS 'HOUR, DAY, WEEK, MONTH or YEAR, as stated; only the medians a year are converted; null where none is stated.';
COMMENT ON COLUMN salary_by_level.open_roles IS 'Open or frozen roles at this level, whether they state a salary or not.';
COMMENT ON COLUMN salary_by_level.stating IS 'Of these, roles that state a salary in this currency and unit.';
COMMENT ON COLUMN salary_by_level.min_quarter IS 'Lower quartile of the least salaries; roles that state none do not count.';
COMMENT ON COLUMN salary_by_level.min_median IS 'Median of the least salaries.';
COMMENT ON COLUMN salary_by_level.min_three_quarters IS 'Upper quartile of the least salaries.';
COMMENT ON COLUMN salary_by_level.middle_quarter IS 'Lower quartile of the middles between least and highest; roles that do not state both do not count.';
COMMENT ON COLUMN salary_by_level.middle_median IS 'Median of the middles.';
COMMENT ON COLUMN salary_by_level.middle_three_quarters IS 'Upper quartile of the middles.';
COMMENT ON COLUMN salary_by_level.max_quarter IS 'Lower quartile of the highest salaries; roles that state none do not count.';
COMMENT ON COLUMN salary_by_level.max_median IS 'Median of the highest salaries.';
COMMENT ON COLUMN salary_by_level.max_three_quarters IS 'Upper quartile of the highest salaries.';
COMMENT ON COLUMN salary_by_level.year_min_median IS 'Median of what the least salaries come to in a year, in the same currency: to set one unit beside another; null where no unit is stated.';
COMMENT ON COLUMN salary_by_level.year_middle_median IS 'The same of the middles.';
COMMENT ON COLUMN salary_by_level.year_max_median IS 'The same of the highest salaries.';
COMMENT ON COLUMN salary_by_level.from_text IS 'Of the roles stating a salary, those whose board states none: it was read from the text.';
