"""`explore-roles serve`: the feed, its page and a query API, for one machine or behind a proxy."""

from warehouse.serve.app import create_app

__all__ = ["create_app"]
