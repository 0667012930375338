"""Answers in, postings out: one module a platform under `extractors.sources`."""
