"""The one router of the tasks' operations."""

from ninja import Router

router = Router(tags=["tasks"])
