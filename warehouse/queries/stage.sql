-- What the reads say, their rejections, and of the postings no more than tells which of them are not as they were: the rest of a posting
-- stays where it is (arrow_postings) until it is known to be new or changed.
CREATE OR REPLACE TEMP TABLE staged_reads AS FROM arrow_reads;
CREATE OR REPLACE TEMP TABLE staged_rejections AS FROM arrow_rejections;
CREATE OR REPLACE TEMP TABLE staged_postings AS
SELECT posting_key, board_key, title, is_candidate, row_hash
FROM arrow_postings;
