"""Texts as words are looked for in them: one width, one case, nothing that is not seen."""

import re
import unicodedata

# Of no width: they part words for the machine, not for the eye.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
# The wide forms of ASCII, which nearly every Chinese text holds: alone they would send all of it through NFKC, and
# that takes longer than finding ten thousand words in it.
_WIDE, _NARROWER = re.compile("[\uff01-\uff5e]"), 0xFEE0


def fold(text: str) -> str:
    """``fold("Ｐｈｏｎｅ") == "phone"``: NFKC, no case, no signs without width; every run of spaces is one."""
    if text.isascii():
        return " ".join(text.lower().split())
    narrow = _WIDE.sub(_narrow, _UNSEEN.sub("", text))
    plain = unicodedata.normalize("NFKC", narrow).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def _narrow(found: re.Match[str]) -> str:
    return chr(ord(found[0]) - _NARROWER)
