-- Levels that stopped standing before the night `before`. Parameter: the variable before.
DELETE FROM store.posting_levels WHERE valid_to < getvariable('before');
