"""The one router of the customer room's operations."""

from ninja import Router

router = Router(tags=["customers"])
