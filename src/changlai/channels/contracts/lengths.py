"""How long a text is where a platform counts neither bytes nor characters."""

_ASCII, _ONE_UNIT = 0x80, 0x10000


def halves(text: str) -> int:
    """Length in half characters: a letter or digit is one, anything else two, an emoji four (two units of UTF-16)."""
    return sum(1 if code < _ASCII else 2 if code < _ONE_UNIT else 4 for code in map(ord, text))
