"""How we know a mail of ours again: a message id that only we can have made."""

import re

from changlai.kernel import crypto

_OURS = re.compile(rb"([0-9a-zA-Z_-]{1,32})\.([0-9a-f]{16})@")
_MOST = 50  # that are looked at in one mail
_SEARCHED_BYTES = 512 * 1024


def local_part(key: str, account_id: object) -> str:
    """``<key>.<mark>``: what stands before the @ of the message id of the message called ``key``."""
    return f"{key}.{crypto.mark(key, purpose=_purpose(account_id))}"


def key_in(text: bytes, account_id: object) -> str:
    """The key of the first message of ours that is named; "" when none is."""
    for found in list(_OURS.finditer(text[:_SEARCHED_BYTES]))[:_MOST]:
        if crypto.is_mark(found[1].decode(), found[2].decode(), purpose=_purpose(account_id)):
            return found[1].decode()
    return ""


def _purpose(account_id: object) -> str:
    return f"message id of account {account_id}"
