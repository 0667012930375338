-- What analysts look up one by one: a role, its postings, its evidence, its history.
CREATE INDEX roles_by_id ON roles (role_id);
CREATE INDEX history_by_role ON roles_history (role_id);
CREATE INDEX role_postings_by_role ON store.role_postings (role_id);
CREATE INDEX postings_by_key ON store.postings (posting_key);
CREATE INDEX evidence_by_verdict ON store.evidence (classification_id);
