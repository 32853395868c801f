"""Moments one chooses by a word: for snoozing and for sending later, in the organisation's time zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MORNING = time(9)
EVENING = time(18)
FORM = "%Y-%m-%dT%H:%M"  # of a datetime-local field


@dataclass(frozen=True, slots=True)
class Moment:
    """A choice: its word, and the moment as a datetime-local field writes it."""

    label: str
    at: datetime

    @property
    def value(self) -> str:
        return timezone.localtime(self.at).strftime(FORM)

    @property
    def shown(self) -> str:
        """The hour, and the day when it is not today."""
        here = timezone.localtime(self.at)
        return here.strftime("%H:%M" if here.date() == timezone.localdate() else "%m-%d %H:%M")


def moments(now: datetime) -> list[Moment]:
    """Later today, tomorrow, next week; those that make sense at this hour."""
    here = timezone.localtime(now).replace(second=0, microsecond=0)
    evening = _at(here, EVENING)
    tomorrow = _at(here + timedelta(days=1), MORNING)
    monday = _at(here + timedelta(days=7 - here.weekday()), MORNING)
    found = [Moment(_("In an hour"), here + timedelta(hours=1)), Moment(_("In three hours"), here + timedelta(hours=3))]
    if evening - here > timedelta(hours=3):
        found.append(Moment(_("This evening"), evening))
    found.append(Moment(_("Tomorrow morning"), tomorrow))
    if monday != tomorrow:
        found.append(Moment(_("Monday morning"), monday))
    return found


def read_moment(text: str) -> datetime:
    """A moment from a datetime-local field, in the current zone, or with an offset. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)


def _at(day: datetime, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), hour))
