-- What the Arrow tables hold, each posting once: of doubles the one kept does not depend on their order.
CREATE OR REPLACE TEMP TABLE staged_reads AS FROM arrow_reads;
CREATE OR REPLACE TEMP TABLE staged_rejections AS FROM arrow_rejections;
CREATE OR REPLACE TEMP TABLE staged_postings AS
SELECT p.*
FROM arrow_postings AS p
QUALIFY row_number() OVER (
    PARTITION BY posting_key
    ORDER BY content_hash, date_posted, date_modified, hiring_organization, industry, job_location, description
) = 1;
