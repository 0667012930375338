-- The reasons in the order in which they are told.
SELECT rank, kind, condition, state, points, speaks, says, quote FROM match_reasons ORDER BY rank, place;
