"""Texts as sets of two-character pieces, so that Chinese is found without knowing where its words end."""

import unicodedata
import zlib

SHORTEST = 2  # characters of something to look for
MOST = 2_000  # different pieces of one message; the rest of a very long one is not found


def plain(text: str) -> str:
    """The text as it is compared: one width, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(text: str) -> list[str]:
    """What is looked for, word by word; all of them have to be there."""
    return plain(text).split()


def grams(organisation_id: int, text: str) -> list[int]:
    """The pieces of a text as numbers of four bytes, salted with the organisation; sorted."""
    pieces = {word[at : at + 2] for word in plain(text).split() for at in range(len(word) - 1)}
    salt = zlib.crc32(str(organisation_id).encode())
    numbers = {zlib.crc32(piece.encode(), salt) for piece in sorted(pieces)[:MOST]}
    return sorted(one - 2**32 if one >= 2**31 else one for one in numbers)


def holds(text: str, wanted: list[str]) -> bool:
    """Whether every word stands in the text."""
    there = plain(text)
    return all(word in there for word in wanted)
