"""How long a customer has waited, in words and in urgency. The thresholds of the whole inbox stand here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import pgettext

SOON = timedelta(minutes=5)  # from here on it is amber
LATE = timedelta(minutes=15)  # from here on it is red
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer nobody has answered since ``since``; ``tone`` is "", "warn" or "bad"."""

    since: datetime
    tone: str
    words: str


def waiting(since: datetime | None, now: datetime) -> Waiting | None:
    """How long it has been; None when nobody waits."""
    if since is None:
        return None
    waited = max(now - since, timedelta(0))
    tone = "bad" if waited >= LATE else "warn" if waited >= SOON else ""
    return Waiting(since, tone, _words(int(waited.total_seconds())))


def texts() -> dict[str, str | int]:
    """The sentences and thresholds (seconds) for the script that keeps the pills true; see islands/waiting.js."""
    return {
        "now": pgettext("waiting", "now"),
        "minutes": pgettext("waiting", "%(count)d min"),
        "hours": pgettext("waiting", "%(count)d h"),
        "days": pgettext("waiting", "%(count)d d"),
        "soon": int(SOON.total_seconds()),
        "late": int(LATE.total_seconds()),
    }


def _words(seconds: int) -> str:
    if seconds < MINUTE:
        return pgettext("waiting", "now")
    if seconds < HOUR:
        return pgettext("waiting", "%(count)d min") % {"count": seconds // MINUTE}
    if seconds < DAY:
        return pgettext("waiting", "%(count)d h") % {"count": seconds // HOUR}
    return pgettext("waiting", "%(count)d d") % {"count": seconds // DAY}
