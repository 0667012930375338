-- What kind of product management a verdict says a role is.

ALTER TABLE store.classifications ADD COLUMN specialties VARCHAR[];
COMMENT ON COLUMN store.classifications.specialties IS 'What kind of product management: ai, growth, platform, data, technical; null where the verdict is older than these tags.';

-- Weights are told as what tells the level from its runner-up.
COMMENT ON COLUMN store.evidence.weight IS 'What it added to the level''s lead over the runner-up.';
