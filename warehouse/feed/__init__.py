"""The feed and the page, written from the published file."""
