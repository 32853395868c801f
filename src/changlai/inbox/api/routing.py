"""The router all operations of the inbox hang on."""

from ninja import Router

router = Router(tags=["inbox"])
