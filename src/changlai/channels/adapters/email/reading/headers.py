"""Header fields: encoded words, lists of addresses, message ids. Every length has an end."""

import base64
import binascii
import quopri
import re

import msgspec

from changlai.channels.adapters.email.reading.charsets import clean, decoded

LONGEST_FIELD = 16_000  # characters that are read of a field
MOST_ADDRESSES = 100
MOST_IDS = 50
_WORD = re.compile(r"=\?([\w.:+-]{1,60})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]{0,12000})\?=")
_GAP = re.compile(r"(?<=\?=)[ \t]*(\r?\n)?[ \t]+(?==\?)")
_ADDRESS = re.compile(r"[\x21-\x3b\x3d\x3f\x41-\x7e]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62}", re.ASCII)
_ID = re.compile(r"<([^<>\s]{1,250})>")
_LONGEST_ADDRESS = 254


class Mailbox(msgspec.Struct, frozen=True):
    """A person as a header names them: ``address`` with its domain in lower case."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def text_of(raw: str) -> str:
    """A field as a person reads it, on one line. ``raw`` may hold bytes as half characters (surrogate escapes)."""
    joined = _GAP.sub("", raw[:LONGEST_FIELD])
    pieces, at, held = [], 0, (b"", "")
    for found in _WORD.finditer(joined):
        between = joined[at : found.start()]
        data, label = _bytes_of(found[2], found[3]), found[1]
        if between or label.lower() != held[1].lower():
            pieces += [decoded(*held), _plain(between)]
            held = (b"", label)
        held, at = (held[0] + data, label), found.end()  # one character may be torn between two words
    pieces += [decoded(*held), _plain(joined[at:])]
    return " ".join(clean("".join(pieces)).split())


def _bytes_of(encoding: str, text: str) -> bytes:
    try:
        if encoding in "bB":
            return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
        return quopri.decodestring(text.encode("ascii", "replace"), header=True)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")


def _plain(text: str) -> str:
    return decoded(text.encode("utf-8", "surrogateescape"), "") if not text.isascii() else text


def mailboxes(raw: str) -> tuple[Mailbox, ...]:
    """The people in a field of addresses. What is no address is left out, and so is a second one in one's place."""
    found: list[Mailbox] = []
    for piece in _pieces(raw[:LONGEST_FIELD])[:MOST_ADDRESSES]:
        name, opened, rest = piece.rpartition("<")
        spelled = rest.partition(">")[0] if opened else _without_comments(piece)
        address = address_of(spelled)
        if address and address not in {one.address for one in found}:
            found.append(Mailbox(_name(name) if opened else "", address))
    return tuple(found)


def address_of(text: str) -> str:
    """The address with its domain in lower case, or "" when it is none."""
    text = text.strip()
    if len(text) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        return ""
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _name(text: str) -> str:
    said = text_of(text.strip().strip('"').replace('\\"', '"')).strip('" ')
    return "" if address_of(said) else said[:120]


def _without_comments(text: str) -> str:
    return text.partition("(")[0]


def _pieces(raw: str) -> list[str]:
    """Split at the commas between addresses, not at those within quotes or comments."""
    pieces: list[str] = []
    piece: list[str] = []
    is_quoted, depth, is_escaped = False, 0, False
    for character in raw:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character == '"' and not depth:
            is_quoted = not is_quoted
        elif character in "()" and not is_quoted:
            depth = depth + 1 if character == "(" else max(0, depth - 1)
        elif character in ",;" and not is_quoted and not depth:
            pieces.append("".join(piece))
            piece = []
            continue
        piece.append(character)
    return [*pieces, "".join(piece)]


def ids(raw: str) -> tuple[str, ...]:
    """The message ids of a field, without their brackets, the last ones when there are too many."""
    return tuple(dict.fromkeys(_ID.findall(raw[-LONGEST_FIELD:])))[-MOST_IDS:]
