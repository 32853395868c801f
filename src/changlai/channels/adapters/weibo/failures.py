"""Weibo's refusals in words. Codes are those of its error table; what it adds in words changes, so only codes count."""

from collections.abc import Mapping

from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.contracts.silence import Silence
from changlai.channels.errors import CallFailed

SILENCE = Silence(say.BLOCKED, say.UNCERTAIN, say.UNREACHABLE)
TOO_OFTEN = {10022: 900.0, 10023: 900.0, 10024: 900.0}  # code -> seconds to leave the reading alone
POSTED_TOO_OFTEN = {20016: 900.0}
LATE = 26403

_PASSING: Mapping[int, str] = {
    10001: say.BUSY,
    10002: say.BUSY,
    10003: say.BUSY,
    10009: say.BUSY,
    10010: say.BUSY,
    **dict.fromkeys(TOO_OFTEN, say.TOO_OFTEN),
    **dict.fromkeys(POSTED_TOO_OFTEN, say.POSTS),
}
_FINAL: Mapping[int, str] = {
    10004: say.IP,
    10005: say.NOT_ALLOWED,
    10006: say.APP,
    10007: say.PARAMETERS,
    10008: say.PARAMETERS,
    10013: say.NOBODY,
    10014: say.NOT_ALLOWED,
    10016: say.PARAMETERS,
    10017: say.PARAMETERS,
    20003: say.NOBODY,
    20012: say.TOO_LONG,
    20017: say.REPEATED,
    20018: say.UNLAWFUL,
    20019: say.REPEATED,
    20020: say.UNLAWFUL,
    20021: say.UNLAWFUL,
    20101: say.GONE,
    20201: say.GONE,
    20206: say.ONLY_FOLLOWED,
    20207: say.ONLY_FOLLOWED,
    **dict.fromkeys((21301, 21314, 21315, 21316, 21317, 21319, 21327, 21332), say.TOKEN),
    21321: say.NOT_ALLOWED,
    21322: say.BACK,
    21324: say.SECRET,
    21325: say.CODE,
    21330: say.DECLINED,
    LATE: say.WINDOW,
}
NOBODY_THERE = frozenset({10013, 20003})


class WeiboRefused(CallFailed):
    """Weibo answered with an error code; ``number`` is that code."""

    def __init__(self, number: int) -> None:
        permanent = number not in _PASSING
        sentence = _FINAL.get(number, f"{say.UNKNOWN} {number}") if permanent else _PASSING[number]
        wait = TOO_OFTEN.get(number) or POSTED_TOO_OFTEN.get(number) or 0.0
        super().__init__(str(number), sentence, permanent=permanent, wait=wait)
        self.number = number
