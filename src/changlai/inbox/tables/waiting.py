"""How long a customer has waited, in words and in urgency. The thresholds where no targets are kept
stand here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import pgettext

from changlai.inbox.queries import Listed

SOON = timedelta(minutes=5)  # from here on it is amber
LATE = timedelta(minutes=15)  # from here on it is red
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer nobody has answered since ``since``; ``tone`` is "", "warn" or "bad".

    ``due`` and ``warn_at`` are set where the organisation keeps targets; elsewhere SOON and LATE decide.
    """

    since: datetime
    tone: str
    words: str
    due: datetime | None = None
    warn_at: datetime | None = None


def waiting(conversation: Listed, now: datetime) -> Waiting | None:
    """How long it has been; None when nobody waits."""
    since, due = conversation.waiting_since, conversation.answer_due_at
    if since is None:
        return None
    words = _words(int(max(now - since, timedelta(0)).total_seconds()))
    if due is None:
        return Waiting(since, _tone(now, since + SOON, since + LATE), words)
    warn_at = since if conversation.escalation else conversation.escalate_at or due
    return Waiting(since, _tone(now, warn_at, due), words, due, warn_at)


def _tone(now: datetime, warn_at: datetime, due: datetime) -> str:
    return "bad" if now >= due else "warn" if now >= warn_at else ""


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
