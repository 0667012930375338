"""Answers in, postings out: one module a platform under `extractors.sources`."""

import logging
import warnings

# Characters that a page's bytes do not spell are shown as such in its text; of which page beautifulsoup4 could not say.
logging.getLogger("bs4.dammit").setLevel(logging.ERROR)
# What should be a page is read as one, whatever it is.
warnings.filterwarnings("ignore", message="It looks like you're using an HTML parser to parse an XML document")
