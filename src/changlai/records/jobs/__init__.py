"""What the record room does in the background."""

from changlai.records.jobs import exports, fields, runs, search

__all__ = ["exports", "fields", "runs", "search"]
