"""Records for programs: own fields, the filter language, finding, lists as files and as views, deeds with many."""

from changlai.records.api import exports, fields, filters, runs, search, views
from changlai.records.api.routing import router

__all__ = ["exports", "fields", "filters", "router", "runs", "search", "views"]
