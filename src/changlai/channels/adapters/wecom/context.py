"""What we add to a delivery: when we asked, and the platform's record of the person."""

from datetime import datetime
from typing import Any, Self

import msgspec

from changlai.channels.adapters.wecom.values import load_object, moment, part


class Context(msgspec.Struct, frozen=True):
    """The content of ``Delivery.context`` of this channel."""

    asked_at: datetime | None = None
    customer: dict[str, Any] = {}  # a row of kf/customer/batchget

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Never fails: what cannot be read is not there."""
        if not data:
            return cls()
        fields = load_object(data)
        return cls(moment(fields, "asked_at"), part(fields, "customer"))


def context_of(customer: bytes | None, asked_at: datetime | None) -> bytes:
    """The content of ``Delivery.context``: the platform's JSON object about the writer, and when we asked, where the
    delivery itself does not say when it happened.
    """
    fields = []
    if asked_at:
        fields.append(b'"asked_at":%d' % int(asked_at.timestamp()))
    if customer:
        fields.append(b'"customer":' + customer)
    return b"{" + b",".join(fields) + b"}" if fields else b""


def asked(at: datetime) -> bytes:
    """The context of something we asked for at ``at``."""
    return context_of(None, at)
