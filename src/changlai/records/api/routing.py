"""The router that the operations of the record room hang on."""

from ninja import Router

router = Router(tags=["records"])
