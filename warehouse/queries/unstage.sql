-- Nothing staged outlives its load.
DROP TABLE staged_reads;
DROP TABLE same_reads;
DROP TABLE staged_rejections;
DROP TABLE staged_postings;
DROP TABLE staged_fills;
DROP TABLE judged_reads;
DROP TABLE rejected;
DROP TABLE changes;
DROP TABLE known;
DROP TABLE edits;
