"""The one router of the listening room's operations."""

from ninja import Router

router = Router(tags=["listening"])
