"""The router of accounts: one for all its files."""

from ninja import Router

router = Router(tags=["accounts"])
