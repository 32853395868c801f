"""Texts as words are looked for in them: one width, one case, nothing that is not seen."""

import unicodedata

# Of no width: they part words for the machine, not for the eye.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF))


def fold(text: str) -> str:
    """``fold("Ｐｈｏｎｅ") == "phone"``: NFKC, no case, no signs without width; every run of spaces is one."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())
