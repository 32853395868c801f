"""Days in a tree: written out, or relative to today in the organisation's time zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from changlai.records.enums import Operator as Op

MOST_DAYS = 3660
_RELATIVE = re.compile(r"today(?:([+-])(\d{1,4}))?", re.ASCII)


class BadDay(ValueError):
    """A text is no day; says what one looks like."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What day it is for an organisation."""

    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, raw: object) -> date:
        """``2026-01-31``, ``today``, ``today-30`` or ``today+7``. Raises BadDay."""
        text = raw.strip().lower() if isinstance(raw, str) else ""
        relative = _RELATIVE.fullmatch(text)
        try:
            if relative:
                days = int(relative[2] or 0)
                return self.today + timedelta(days=-days if relative[1] == "-" else days)
            return date.fromisoformat(text)
        except (ValueError, OverflowError):
            raise BadDay(_("This is no day. Write it like 2026-01-31, today, today-30 or today+7.")) from None

    def start(self, day: date) -> datetime:
        """When a day begins, in UTC."""
        try:
            return datetime.combine(day, time(), self.zone).astimezone(UTC)
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)

    def bounds(self, operator: Op, days: Sequence[date], count: int) -> tuple[date, ...]:
        """The days an operator means: the first and the last; of BEFORE and AFTER the one that is named."""
        match operator:
            case Op.LAST_DAYS:
                return self.today - timedelta(days=count - 1), self.today
            case Op.NEXT_DAYS:
                return self.today, self.today + timedelta(days=count - 1)
            case Op.IS | Op.IS_NOT:
                return days[0], days[0]
            case _:
                return tuple(days)

    def moments(self, operator: Op, days: Sequence[date]) -> tuple[datetime, ...]:
        """The same as moments: from the first until before the last. AFTER a day begins when it is over."""
        match operator:
            case Op.BEFORE:
                return (self.start(days[0]),)
            case Op.AFTER:
                return (self._end(days[0]),)
            case _:
                return self.start(days[0]), self._end(days[-1])

    def _end(self, day: date) -> datetime:
        return self.start(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=UTC)
