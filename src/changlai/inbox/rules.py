"""What a rule of distribution makes of a conversation. Pure: asks no database."""

import unicodedata
from collections.abc import Callable, Mapping

from changlai.inbox.contracts import Case, Conditions
from changlai.inbox.enums import OpenHours, Script, Whom

_NAMES: tuple[tuple[str, Script], ...] = (
    ("HIRAGANA", Script.JAPANESE),
    ("KATAKANA", Script.JAPANESE),
    ("HANGUL", Script.KOREAN),
    ("CJK UNIFIED", Script.CHINESE),
    ("LATIN", Script.LATIN),
    ("CYRILLIC", Script.CYRILLIC),
    ("ARABIC", Script.ARABIC),
)
LOOKED_AT = 400  # characters of a message


def failed(conditions: Conditions, case: Case) -> str:
    """The first condition that does not hold, by its name; empty when all do."""
    return next((name for name, holds in _CHECKS.items() if not holds(conditions, case)), "")


def script_of(text: str) -> Script:
    """What most letters of a text are written in. Kana decides at once: Japanese is written with Han as well."""
    counts: dict[Script, int] = {}
    for character in text[:LOOKED_AT]:
        if character.isalpha():
            script = _script(character)
            counts[script] = counts.get(script, 0) + 1
    if Script.JAPANESE in counts:
        return Script.JAPANESE
    return max(counts, key=lambda script: counts[script], default=Script.OTHER)


def _script(character: str) -> Script:
    name = unicodedata.name(character, "")
    return next((script for start, script in _NAMES if name.startswith(start)), Script.OTHER)


def _hours(conditions: Conditions, case: Case) -> bool:
    return conditions.hours == OpenHours.ANY or (conditions.hours == OpenHours.INSIDE) == case.is_open


def _whom(conditions: Conditions, case: Case) -> bool:
    return conditions.whom == Whom.ANYBODY or (conditions.whom == Whom.KNOWN) == case.is_known


def _words(conditions: Conditions, case: Case) -> bool:
    text = case.text.casefold()
    return not conditions.words or any(word.casefold() in text for word in conditions.words)


_CHECKS: Mapping[str, Callable[[Conditions, Case], bool]] = {
    "accounts": lambda one, case: not one.accounts or bool({case.account_id, case.root_id} & set(one.accounts)),
    "channels": lambda one, case: not one.channels or case.channel in one.channels,
    "scripts": lambda one, case: not one.scripts or script_of(case.text) in one.scripts,
    "words": _words,
    "hours": _hours,
    "whom": _whom,
}
