-- The night up to which the published file tells.
SELECT night FROM meta;
