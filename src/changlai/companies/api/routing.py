"""The one router of the companies' operations."""

from ninja import Router

router = Router(tags=["companies"])
