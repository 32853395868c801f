"""How a Chinese name is said: its syllables, so that it is found by its letters (zhangwei) and its initials (zw)."""

import os
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # we ask for single characters: 44 MB of phrases would lie idle

from pypinyin import Style, pinyin  # it reads the line above when it is loaded

READINGS = 2  # of one character: 曾 is zeng and ceng
WAYS = 4  # of one name
SYLLABLES = 8
_FIRST, _LAST = "\u3400", "\U0003ffff"


def is_chinese(char: str) -> bool:
    """Whether the character has a reading of its own."""
    return _FIRST <= char <= _LAST and bool(_readings(char))


@lru_cache(maxsize=16_384)
def _readings(char: str) -> tuple[str, ...]:
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(one for one in (found[0] if found else ()) if one.isascii() and one))[:READINGS]


@lru_cache(maxsize=8_192)
def ways(name: str) -> tuple[tuple[str, ...], ...]:
    """The ways a folded name may be said, each as syllables; none when there is nothing Chinese in it."""
    chars = [char for char in name if char.isascii() or is_chinese(char)][:SYLLABLES]
    if all(char.isascii() for char in chars):
        return ()
    return tuple(islice(product(*((char,) if char.isascii() else _readings(char) for char in chars)), WAYS))


def rests(name: str) -> Iterator[tuple[str, ...]]:
    """For each way and each syllable one may begin at: the syllables from there on."""
    for way in ways(name):
        for start in range(len(way)):
            yield way[start:]


def is_said(name: str, letters: str) -> bool:
    """Whether these letters begin the name, or a part of it, as it is said or by its initials."""
    return any(
        "".join(rest).startswith(letters) or "".join(one[0] for one in rest).startswith(letters) for rest in rests(name)
    )
