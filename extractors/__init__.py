"""Answers in, postings out: one module a platform under `extractors.sources`."""

import logging

# Characters that a page's bytes do not spell are shown as such in its text; of which page beautifulsoup4 could not say.
logging.getLogger("bs4.dammit").setLevel(logging.ERROR)
