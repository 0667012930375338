-- severity: warn
-- says: a correction is no longer needed, or no longer fits what it corrects
SELECT kind, target, field, value, source_value, state
FROM corrections
WHERE state <> 'in force'
