"""Changlai (常来): the open social CRM."""

__version__ = "0.1.0"
