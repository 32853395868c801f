"""What stands beside a mail in the record of deliveries: what cannot be read in its bytes again."""

from datetime import UTC, datetime

import msgspec

from changlai.channels.adapters.email.reading import Reading

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """``handle`` is the original's; ``received`` when the mail server got it; ``size`` in bytes, of all of it.

    ``reading`` is what the whole mail says, when its payload is only its beginning. ``is_cut``: the mail is longer than
    what we fetch of one.
    """

    handle: str
    received: datetime = _EARLIEST
    size: int = 0
    is_cut: bool = False
    reading: Reading | None = None


_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Context)


def written(context: Context) -> bytes:
    """The context as it is stored."""
    return _encode(context)


def read(stored: bytes) -> Context:
    """The context again; one without anything when there is none."""
    try:
        return _decoder.decode(stored)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Context("")
