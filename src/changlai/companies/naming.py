"""Names and codes of companies as they are compared and checked."""

import re
import unicodedata

from changlai.records import divisions

_NOISE = re.compile(r"[\s()（）\[\]【】,，.。·・'\"“”-]+")
# GB 32100-2015: 31 signs without I, O, S, V, Z; the last is a check sign over the weights 3^i mod 31.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CODE_LENGTH = 18
# What names of companies end with and often leave out: legal forms, and words for any firm.
_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|股份公司|集团公司|总公司|分公司|公司|集团|股份"
    r"|coltd|companylimited|limited|incorporated|corporation|company|ltd|inc|corp|llc|gmbh|co)$"
)
_SHORTEST = 2  # signs that may still tell one company from another


def key(name: str) -> str:
    """A name without what people write differently: width, case, blanks and brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()[:120]


def core(name: str) -> str:
    """What is left of a name without its legal form and the place in front: 杭州常来科技有限公司 is 常来科技. Empty
    where too little is left to tell it from others.
    """
    left = key(name)
    while (bare := _FORMS.sub("", left)) != left:
        left = bare
    _place, rest = divisions.read(left)
    rest = _NOISE.sub("", rest)
    left = rest if len(rest) >= _SHORTEST else left
    return left if len(left) >= _SHORTEST else ""


def code(text: str) -> str:
    """A unified social credit code in its one form; empty when it is none: its check sign does not fit."""
    told = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(told) != CODE_LENGTH or any(sign not in _SIGNS for sign in told):
        return ""
    total = sum(weight * _SIGNS.index(sign) for weight, sign in zip(_WEIGHTS, told, strict=False))
    return told if _SIGNS[-total % 31] == told[-1] else ""
