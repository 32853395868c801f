"""What a list is narrowed to: the same answers about rows in the database and about a row at hand."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from changlai.inbox.models import Conversation
from changlai.inbox.queries import Listed
from changlai.kernel.db import LARGEST_ID

LOW, HIGH = 2, 4  # a score up to, and from
LARGEST = LARGEST_ID  # of a whole number in an address
MOST_DAYS = 365
NOBODY = 0
WORD_LENGTH = 300  # characters of a filter in a room's name


class Rated(StrEnum):
    """What the customer thought."""

    LOW = "low"
    HIGH = "high"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that all hold. ``assignee`` 0 is nobody; ``days`` counts back from today; the dates are whole days in
    the organisation's zone and say when the last message was.
    """

    channel: str = ""
    account: int | None = None
    assignee: int | None = None
    unread: bool = False
    waiting: bool = False
    failed: bool = False
    rated: Rated | None = None
    days: int | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Filters":
        """From an address; what cannot be meant is left out."""
        rated = str(given.get("rated", ""))
        return cls(
            channel=_slug(given.get("channel")),
            account=_number(given.get("account"), 1),
            assignee=_number(given.get("assignee"), NOBODY),
            unread=given.get("unread") == "1",
            waiting=given.get("waiting") == "1",
            failed=given.get("failed") == "1",
            rated=Rated(rated) if rated in set(Rated) else None,
            days=_number(given.get("days"), 1, MOST_DAYS),
            since=_day(given.get("since")),
            until=_day(given.get("until")),
        )

    @classmethod
    def of_word(cls, word: str) -> "Filters":
        """From a room's name. Raises ValueError for what is none of ours."""
        try:
            text = base64.b64decode(word[:WORD_LENGTH] + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        except binascii.Error:
            raise ValueError(word) from None
        found = cls.read(dict(parse_qsl(text.decode("ascii", "replace"))))
        if found.word != word:
            raise ValueError(word)
        return found

    @property
    def query(self) -> dict[str, str]:
        """As parts of an address; empty when nothing is narrowed."""
        marks = {name: "1" for name in ("unread", "waiting", "failed") if getattr(self, name)}
        chosen = ("channel", "account", "assignee", "rated", "days", "since", "until")
        values = {name: getattr(self, name) for name in chosen}
        return marks | {name: str(value) for name, value in values.items() if value not in {None, ""}}

    @property
    def word(self) -> str:
        """As one word for a room's name; empty when nothing is narrowed."""
        return base64.urlsafe_b64encode(urlencode(self.query).encode()).decode().rstrip("=") if self.query else ""

    def apply(self, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
        """The rows that fit."""
        wanted = Q()
        if self.channel:
            wanted &= Q(account__channel=self.channel)
        if self.account is not None:
            wanted &= Q(account_id=self.account)
        if self.assignee is not None:
            wanted &= Q(assignee_id=self.assignee or None) if self.assignee else Q(assignee__isnull=True)
        if self.unread:
            wanted &= Q(unread_count__gt=0)
        if self.waiting:
            wanted &= Q(waiting_since__isnull=False)
        if self.failed:
            wanted &= Q(has_failed=True)
        return rows.filter(wanted & self._scored() & self._between())

    def matches(self, row: Listed) -> bool:
        """Whether a row at hand fits."""
        first, end = self._bounds()
        return (
            (not self.channel or row.channel == self.channel)
            and self.account in {None, row.account_id}
            and (self.assignee is None or (row.assignee_id or NOBODY) == self.assignee)
            and (not self.unread or row.unread_count > 0)
            and (not self.waiting or row.waiting_since is not None)
            and (not self.failed or row.has_failed)
            and self._fits_score(row.score)
            and (first is None or row.last_message_at >= first)
            and (end is None or row.last_message_at < end)
        )

    def _scored(self) -> Q:
        match self.rated:
            case Rated.LOW:
                return Q(score__lte=LOW)
            case Rated.HIGH:
                return Q(score__gte=HIGH)
            case Rated.NONE:
                return Q(score__isnull=True)
            case None:
                return Q()

    def _fits_score(self, score: int | None) -> bool:
        match self.rated:
            case Rated.LOW:
                return score is not None and score <= LOW
            case Rated.HIGH:
                return score is not None and score >= HIGH
            case Rated.NONE:
                return score is None
            case None:
                return True

    def _between(self) -> Q:
        first, end = self._bounds()
        wanted = Q(last_message_at__gte=first) if first else Q()
        return wanted & Q(last_message_at__lt=end) if end else wanted

    def _bounds(self) -> tuple[datetime | None, datetime | None]:
        """The moments between which the last message was, the second not included."""
        today = timezone.localdate()
        since = max(filter(None, (self.since, today - timedelta(self.days - 1) if self.days else None)), default=None)
        return (
            _midnight(since) if since else None,
            _midnight(self.until + timedelta(1)) if self.until else None,
        )


EVERYTHING = Filters()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _number(given: object, least: int, most: int = LARGEST) -> int | None:
    text = "" if given is None else str(given)
    if not (text.isascii() and text.isdecimal() and len(text) < 20):  # noqa: PLR2004 - digits of a bigint
        return None
    return int(text) if least <= int(text) <= most else None


def _slug(given: object) -> str:
    text = str(given or "")
    return text if text.isascii() and text.replace("_", "").isalnum() and len(text) <= 30 else ""  # noqa: PLR2004


def _day(given: object) -> date | None:
    try:
        found = date.fromisoformat(str(given or ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None  # noqa: PLR2004 - what calendars can add days to
