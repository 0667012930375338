-- Nothing staged outlives its load.
DROP TABLE staged_reads;
DROP TABLE staged_postings;
DROP TABLE staged_rejections;
DROP TABLE judged_reads;
DROP TABLE rejected;
DROP TABLE seen;
