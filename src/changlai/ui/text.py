"""Names and texts from outside, made safe to look at; and what stands in for a missing picture."""

import re
import unicodedata
import zlib
from collections.abc import Mapping

from markupsafe import Markup, escape

_BEGIN, _END = Markup("<bdi>"), Markup("</bdi>")
TONES = 8  # as many as tokens.css has, --cl-t1 to --cl-t8
NOBODY = "?"

# Characters that reorder the text around them (Trojan-source tricks in nicknames); ZWJ stays, emoji need it.
_REORDERING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’，。；！？、（）《》【】]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}"


def plain(value: object) -> str:
    """The text without control characters, lone surrogates and characters that reorder their neighbours."""
    text = str(value)
    if text.isprintable():  # none of these is
        return text
    text = text.translate(_REORDERING)
    return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})


def isolated(value: object) -> Markup:
    """A name from outside as ``<bdi>``: whatever its direction, it cannot disturb the words beside it."""
    return _BEGIN + plain(value) + _END


def initials(name: object) -> str:
    """The one character that stands for a person in an avatar: the first letter, figure or ideograph, else the
    first visible mark, else a question mark.
    """
    text = plain(name).strip()
    speaking = next((mark for mark in text if mark.isalnum()), "")
    return (speaking or text[:1] or NOBODY).upper()[:1]


def tone(key: object) -> int:
    """A stable tone from 1 to 8 for an id or a name."""
    if isinstance(key, int):
        return key % TONES + 1
    return zlib.crc32(str(key).encode(errors="replace")) % TONES + 1


def linked(value: object) -> Markup:
    """A text whose http(s) addresses are links that open elsewhere and tell nothing about us; the rest is escaped."""
    text = plain(value)
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_TRAILING)
        parts += [escape(text[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def attributes(values: Mapping[str, object]) -> Markup:
    """HTML attributes, each after a space: True is the bare name, None and False are left out."""
    given = ((name, value) for name, value in values.items() if value is not None and value is not False)
    return Markup("").join(
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value) for name, value in given
    )


def _link(address: str) -> Markup:
    return Markup('<a class="cl-link" href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(
        address
    )
