"""What the record room keeps: own fields, saved views, runs over many records, and how far the search index is."""

from changlai.records.models.exports import ExportBatch, ListExport
from changlai.records.models.fields import Field, FieldOption, OwnValue, Section
from changlai.records.models.runs import DeedRun, RunBatch
from changlai.records.models.search import IndexState, RecentSearch
from changlai.records.models.views import ListLook, SavedView

__all__ = [
    "DeedRun",
    "ExportBatch",
    "Field",
    "FieldOption",
    "IndexState",
    "ListExport",
    "ListLook",
    "OwnValue",
    "RecentSearch",
    "RunBatch",
    "SavedView",
    "Section",
]
