"""The one router of compliance's operations."""

from ninja import Router

router = Router()
