"""Postings out of web pages: schema.org's JobPosting in JSON-LD and microdata, sitemaps, addresses."""
