"""The one router of the orders' operations."""

from ninja import Router

router = Router(tags=["orders"])
