-- One row per change of a posting of a product-management role, of its kind.
CREATE OR REPLACE VIEW events AS
SELECT
    e.night, e.run_id, rp.role_id, e.posting_key, p.hiring_organization AS company, e.kind, e.fields, e.before, e.after,
    e.rulebook_before, e.rulebook, e.title
FROM store.events AS e
JOIN store.role_postings AS rp USING (posting_key)
JOIN store.shown_postings AS p USING (posting_key);

COMMENT ON VIEW events IS 'One row per change of a posting of a product-management role, of its kind.';
COMMENT ON COLUMN events.night IS 'The night of the change.';
COMMENT ON COLUMN events.run_id IS 'The run that saw it.';
COMMENT ON COLUMN events.role_id IS 'The role.';
COMMENT ON COLUMN events.posting_key IS 'The posting.';
COMMENT ON COLUMN events.company IS 'The employer''s name.';
COMMENT ON COLUMN events.kind IS 'opened, retitled, edited (anything but the title), template_edited (its text, but only as many others of its board: no news), relevelled, frozen (its board could not be read), thawed, closed, reopened, reposted (a new posting of a role that was gone), merged or separated (moved to another role by a correction).';
COMMENT ON COLUMN events.fields IS 'The fields that changed; empty unless retitled, edited or template_edited.';
COMMENT ON COLUMN events.before IS 'retitled: the title before; relevelled: the level; merged, separated: the role; reposted: the posting that it follows. Else null.';
COMMENT ON COLUMN events.after IS 'The same after the event; closed: why (absent, board retired, expired or unseen). Else null.';
COMMENT ON COLUMN events.rulebook_before IS 'relevelled: the rulebook (or correction) that gave the level before; else null.';
COMMENT ON COLUMN events.rulebook IS 'relevelled: the rulebook (or correction) that gave the level from then on; else null.';
COMMENT ON COLUMN events.title IS 'The title from then on.';
