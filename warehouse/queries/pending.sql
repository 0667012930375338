-- Candidates whose current content was not yet read with the rulebook; of postings with the same content the first stands for all.
-- Parameter: rulebook.
SELECT min(posting_key) AS posting_key, arg_min(title, posting_key) AS title, arg_min(description, posting_key) AS description
FROM store.postings
WHERE is_candidate
    AND reading_hash NOT IN (SELECT reading_hash FROM store.readings WHERE rulebook = $rulebook)
GROUP BY reading_hash
ORDER BY posting_key;
