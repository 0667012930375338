-- One row per change of a posting of a product-management role: opened, retitled, edited, closed or reopened.
CREATE OR REPLACE VIEW events AS
SELECT e.night, e.run_id, rp.role_id, e.posting_key, p.hiring_organization AS company, e.kind, e.fields, e.title_before, e.title
FROM store.events AS e
JOIN store.role_postings AS rp USING (posting_key)
JOIN store.postings AS p USING (posting_key);

COMMENT ON VIEW events IS 'One row per change of a posting of a product-management role: opened, retitled, edited, closed or reopened.';
COMMENT ON COLUMN events.night IS 'The night of the change.';
COMMENT ON COLUMN events.run_id IS 'The run that saw it.';
COMMENT ON COLUMN events.role_id IS 'The role.';
COMMENT ON COLUMN events.posting_key IS 'The posting.';
COMMENT ON COLUMN events.company IS 'The employer''s name.';
COMMENT ON COLUMN events.kind IS 'opened, retitled, edited (anything but the title), closed or reopened.';
COMMENT ON COLUMN events.fields IS 'The fields that changed; empty unless retitled or edited.';
COMMENT ON COLUMN events.title_before IS 'The title before; null unless retitled.';
COMMENT ON COLUMN events.title IS 'The title from then on.';
