"""Text from bytes whose label may be missing, wrong or hostile."""

import codecs
import re

_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "euc-cn": "gb18030"}
# Python has codecs that are no character sets (zip, idna ...): only these are ever asked.
_KNOWN = re.compile(
    r"utf-?_?(8|16|32)(-?_?(le|be|sig))?|gb18030|gbk|gb2312|hz|big5(hkscs|-hkscs)?|cp(9[345]\d|125\d|437|85\d|866)"
    r"|iso-?_?8859-?_?\d{1,2}|iso-?_?2022-?_?(jp|kr)(-?_?\w{1,4})?|shift_?-?jis|euc-?_?(jp|kr)|koi8-[ru]|windows-?125\d"
    r"|latin-?_?1|us-ascii|ascii|tis-620|mac-?roman"
)
_SINGLE = re.compile(r"iso|cp125|windows|latin|ascii|mac|koi8|cp437|cp8|tis", re.IGNORECASE)
_GUESSES = ("utf-8", "gb18030", "big5")
_SHARE = 0.6  # of the characters beyond ASCII that must be Chinese before GB 18030 is believed against a label
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def decoded(data: bytes, label: str) -> str:
    """The text of ``data``. A label that cannot be right is passed over; what no character set takes is replaced."""
    label = _ALIASES.get(label.strip().strip("\"'").lower(), label.strip().strip("\"'").lower())
    for name in _candidates(data, label):
        try:
            return clean(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return clean(data.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Without the characters that no database keeps or that only turn text about; lines end with a line feed."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _candidates(data: bytes, label: str) -> list[str]:
    """In the order they are tried: a label of one byte a character fits anything, so others are heard first."""
    known = [label] if _KNOWN.fullmatch(label) and _is_codec(label) else []
    if data.isascii() and not known:
        return ["ascii"]
    if known and not _SINGLE.match(label):
        return [*known, *_GUESSES]
    chinese = ["gb18030"] if _looks_chinese(data) else []
    return ["utf-8", *chinese, *known, "big5", "cp1252"]


def _is_codec(label: str) -> bool:
    try:
        codecs.lookup(label)
    except LookupError:
        return False
    return True


def _looks_chinese(data: bytes) -> bool:
    try:
        text = data[:4096].decode("gb18030", "ignore")
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [character for character in text if character > "\x7f"]
    chinese = sum("\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in beyond)
    return bool(beyond) and chinese >= _SHARE * len(beyond)
