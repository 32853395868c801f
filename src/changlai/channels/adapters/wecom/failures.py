"""WeCom's refusals in words: what happened, why, and what to do. All texts are English msgids for gettext."""

import re
from collections.abc import Mapping
from ipaddress import ip_address

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.contracts.silence import Silence
from changlai.channels.errors import CallFailed

SILENCE = Silence(say.BLOCKED, say.UNCERTAIN, say.UNREACHABLE)
BUSY = -1
TOKEN_REFUSED = frozenset({40014, 42001, 41001})
TOO_OFTEN: Mapping[int, float] = {45009: 60.0, 45033: 10.0}  # code -> seconds to leave the API alone
NO_CONTACTS = 84061  # of a list: there are none
NO_RELATION = frozenset({NO_CONTACTS, 84084, 40096})
BEING_SENT = 41096
WELCOMED = frozenset({41051, BEING_SENT, 42022})  # somebody has, or the chat had begun
BAD_DESK_TOKEN = 95007
NOT_VISIBLE = frozenset({60011, 60003, 60123})
UNTRUSTED = 60020
NO_SUCH_MEMBER = frozenset({60111, 40003})

_FROM = re.compile(r"from ip: ([0-9a-fA-F.:]{2,45})")

_PASSING: Mapping[int, str] = {
    BUSY: say.BUSY,
    6000: say.BUSY,
    41063: say.BUSY,
    40014: say.TOKEN,
    42001: say.TOKEN,
    41001: say.TOKEN,
    45009: say.TOO_OFTEN,
    45033: say.TOO_OFTEN,
}

_FINAL: Mapping[int, str] = {
    # set up wrongly: nothing helps but a person
    40001: say.SECRET,
    40091: say.SECRET,
    41004: say.SECRET,
    40013: say.CORPID,
    40056: say.AGENT,
    301002: say.AGENT,
    48002: say.NOT_ALLOWED,
    48004: say.REVOKED,
    48005: say.RETIRED,
    48006: say.REVOKED,
    48007: say.DESK_NOT_GRANTED,
    50001: say.DOMAIN,
    50003: say.APP_DISABLED,
    60011: say.NOT_VISIBLE,
    UNTRUSTED: say.TRUSTED_IP,
    84074: say.NO_CONTACT_RIGHT,
    95011: say.DESK_MODE,
    95012: say.DESK_MODE,
    95017: say.DESK_API_OFF,
    95023: say.DESK_API_OFF,
    # what was asked cannot be done
    40003: say.MEMBER,
    60111: say.MEMBER,
    40058: say.PARAMETERS,
    40063: say.PARAMETERS,
    40096: say.CUSTOMER,
    44004: say.EMPTY,
    45002: say.TOO_LONG,
    81013: say.NOBODY,
    92002: say.OTHER_CORP,
    84061: say.NO_RELATION,
    84084: say.NO_RELATION,
    41054: say.NOT_ACTIVATED,
    40098: say.NOT_ACTIVATED,
    # welcome messages
    41050: say.WELCOME_LATE,
    41051: say.WELCOME_TAKEN,
    41053: say.WELCOME_ARCHIVE,
    42003: say.WELCOME_LATE,
    42022: say.WELCOME_TAKEN,
    41096: say.WELCOME_TAKEN,
    # files
    40004: say.FILE_TYPE,
    40005: say.FILE_TYPE,
    40006: say.FILE_SIZE,
    40007: say.FILE_GONE,
    40009: say.FILE_SIZE,
    44001: say.FILE_SIZE,
    45001: say.FILE_SIZE,
    45007: say.VOICE_LONG,
    830002: say.FILE_SIZE,
    # service desks
    95000: say.DESK,
    95001: say.FIVE_MESSAGES,
    95002: say.WINDOW,
    95003: say.NOT_VERIFIED,
    95004: say.DESK,
    95007: say.DESK_TOKEN,
    95013: say.ENDED,
    95016: say.SESSION_STATE,
    95018: say.SESSION_STATE,
    95019: say.SESSION_STATE,
    95030: say.TYPE_FORBIDDEN,
    95031: say.WINDOW,
}

# msg_send_fail.fail_type: a message that WeCom had taken did not arrive (document path 94670).
_UNDELIVERED: Mapping[int, str] = {
    1: say.ACCOUNT_DELETED,
    2: say.DESK_CLOSED,
    4: say.WINDOW,
    5: say.ENDED,
    6: say.FIVE_MESSAGES,
    7: say.NO_VIDEO_CHANNEL,
    8: say.NOT_VERIFIED,
    9: say.NEITHER,
    10: say.REFUSED_BY_CUSTOMER,
}


class WecomRefused(CallFailed):
    """WeCom answered with an error code; ``number`` is that code, ``errmsg`` what it said with it."""

    def __init__(self, number: int, errmsg: str = "") -> None:
        permanent = number not in _PASSING
        sentence = _FINAL.get(number, say.UNKNOWN) if permanent else _PASSING[number]
        if number == UNTRUSTED and (address := _caller(errmsg)):
            sentence = f"{say.TRUSTED_IP_TOLD} {address}"
        super().__init__(str(number), sentence, permanent=permanent, wait=TOO_OFTEN.get(number, 0.0))
        self.number = number


def _caller(errmsg: str) -> str:
    """The address we called from, as WeCom saw it; a person has to enter exactly this one."""
    told = _FROM.search(errmsg)
    try:
        return str(ip_address(told[1])) if told else ""
    except ValueError:
        return ""


def undelivered(fail_type: int | None) -> str:
    """Why a message did not arrive; newer reasons read like the unknown one."""
    return _UNDELIVERED.get(fail_type or 0, say.UNDELIVERED)
