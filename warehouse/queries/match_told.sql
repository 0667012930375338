-- The reasons in the order in which they are told: for, against, not stated, and what has no words; of each what weighs most first.
SELECT rank, kind, condition, state, points, speaks, says, quote
FROM match_reasons
ORDER BY rank, says IS NULL, list_position(['for', 'against', 'unknown'], speaks), condition = 'level' DESC, points DESC, list_position(['must', 'nice', 'always'], kind), condition;
