"""What we add to a delivery: when we asked, and the platform's record of the person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import msgspec

from changlai.channels.adapters.wecom.values import load_object, moment
from changlai.channels.contracts.reading import part


class Context(msgspec.Struct, frozen=True):
    """The content of ``Delivery.context`` of this channel."""

    asked_at: datetime | None = None
    customer: dict[str, Any] = {}  # a row of kf/customer/batchget
    tags: dict[str, Any] = {}  # id -> [group, name]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Never fails: what cannot be read is not there."""
        if not data:
            return cls()
        fields = load_object(data)
        return cls(moment(fields, "asked_at"), part(fields, "customer"), part(fields, "tags"))


def context_of(
    *,
    asked_at: datetime | None = None,
    customer: bytes | None = None,
    tags: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """What to put into ``Delivery.context``.

    ``asked_at``: when we asked, or when it came, where the delivery itself does not say when it happened;
    ``customer``: the platform's JSON object about the writer; ``tags``: names of the tags it mentions.
    """
    fields: dict[str, Any] = {}
    if asked_at:
        fields["asked_at"] = int(asked_at.timestamp())
    if customer:
        fields["customer"] = msgspec.Raw(customer)
    if tags:
        fields["tags"] = tags
    return msgspec.json.encode(fields) if fields else b""
