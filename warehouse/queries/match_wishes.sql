-- What the profiles ask for, each different wish once.
CREATE OR REPLACE TEMP TABLE match_wanted AS
SELECT dense_rank() OVER (ORDER BY condition, word, odds, industry, own, city, region, country, amount, other_amount, words) AS wish, *
FROM arrow_wanted;

CREATE OR REPLACE TEMP TABLE match_wishes AS SELECT DISTINCT * EXCLUDE (profile, kind) FROM match_wanted;
