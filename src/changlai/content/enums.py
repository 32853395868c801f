"""Closed lists of content."""

from enum import StrEnum


class Shelf(StrEnum):
    """Whose scripts are shown."""

    ALL = "all"
    TEAM = "team"
    MINE = "mine"
