-- What roles say of each condition, in words, with the posting's own; filled with those that are found.
CREATE OR REPLACE TEMP TABLE match_role_words (id VARCHAR, condition VARCHAR, says VARCHAR, quote VARCHAR);
