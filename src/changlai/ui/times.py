"""Moments as people say them. Every function takes an aware datetime and speaks in the current time zone and language.

``now`` is for tests; screens leave it out.
"""

from datetime import date, datetime
from functools import lru_cache

from django.utils import dateformat, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from markupsafe import Markup

MINUTE, HOUR, DAY = 60, 3600, 86_400
KEPT = 8_192  # moments in words, about 300 bytes each: pages of lists show the same ones again and again


def exact(moment: datetime) -> str:
    """``2025-11-17 10:21:05``."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def relative_words(moment: datetime, now: datetime | None = None) -> str:
    """``3 minutes ago``, ``Yesterday 20:14``, ``15 Nov``; the future likewise."""
    now = now or timezone.now()
    seconds = (now - moment).total_seconds()
    if abs(seconds) < MINUTE:
        return _("Just now")
    today = timezone.localtime(now).date()
    if abs(seconds) < HOUR or (abs(seconds) < DAY and timezone.localtime(moment).date() == today):
        return _ago(seconds) if seconds > 0 else _ahead(-seconds)
    return _on_its_day(moment, today, *_here())


@lru_cache(maxsize=KEPT)
def _on_its_day(moment: datetime, today: date, _zone: str, _language: str) -> str:
    local = timezone.localtime(moment)
    near = _near_day(local.date(), today)
    return f"{near} {local:%H:%M}" if near else day_words(local.date(), today)


def relative_time(moment: datetime, now: datetime | None = None) -> Markup:
    """:func:`relative_words` in a ``<time>`` with the exact time on hover; a script keeps it true."""
    return _time(moment, relative_words(moment, now), relative=True)


def clock(moment: datetime, now: datetime | None = None) -> Markup:
    """The short time of a list row: ``10:21`` today, ``Yesterday``, ``9 Nov``, ``2024-05-30``."""
    return _clock(moment, timezone.localtime(now or timezone.now()).date(), *_here())


@lru_cache(maxsize=KEPT)
def _clock(moment: datetime, today: date, _zone: str, _language: str) -> Markup:
    day, words = timezone.localtime(moment).date(), f"{timezone.localtime(moment):%H:%M}"
    return _time(moment, words if day == today else _near_day(day, today) or day_words(day, today))


def moment_words(moment: datetime, now: datetime | None = None) -> str:
    """A moment somebody has chosen, to the minute: ``Tomorrow 09:30``, ``15 Nov 18:00``."""
    local, today = timezone.localtime(moment), timezone.localtime(now or timezone.now()).date()
    return f"{_near_day(local.date(), today) or day_words(local.date(), today)} {local:%H:%M}"


def hour(moment: datetime) -> Markup:
    """``10:21``, where the day is already written above."""
    return _time(moment, f"{timezone.localtime(moment):%H:%M}")


def day_heading(moment: datetime, now: datetime | None = None) -> str:
    """What stands above the entries of one day: ``Today``, ``Yesterday``, ``Sun 16 Nov``, ``30 May 2024``."""
    day = timezone.localtime(moment).date()
    today = timezone.localtime(now or timezone.now()).date()
    if (near := _near_day(day, today)) and day <= today:
        return near
    if day.year != today.year:
        return day_words(day, today)
    return _("%(weekday)s %(day)s") % {"weekday": _weekday(day), "day": day_words(day, today)}


def day_words(day: date, today: date | None = None) -> str:
    """``15 Nov`` this year, ``2024-05-30`` otherwise."""
    today = today or timezone.localdate()
    if day.year != today.year:
        return day.isoformat()
    return dateformat.format(day, pgettext("date format of a day this year", "j M"))


def duration(seconds: float, units: int = 2) -> str:
    """``4 min 12 s``, ``1 h 2 min``, ``3 d 4 h``: the ``units`` largest that are not zero. Negative counts as zero."""
    left = max(0, int(seconds))
    words: list[str] = []
    for size, text in ((DAY, _("%(n)d d")), (HOUR, _("%(n)d h")), (MINUTE, _("%(n)d min")), (1, _("%(n)d s"))):
        count, left = divmod(left, size)
        if count or (size == 1 and not words):
            words.append(text % {"n": count})
        elif words:
            break
    return " ".join(words[:units])


def _weekday(day: date) -> str:
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[day.weekday()]


def _near_day(day: date, today: date) -> str:
    """Today, yesterday or tomorrow in words; empty for any other day."""
    match (day - today).days:
        case 0:
            return _("Today")
        case -1:
            return _("Yesterday")
        case 1:
            return _("Tomorrow")
        case _:
            return ""


def _ago(seconds: float) -> str:
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = int(seconds // HOUR)
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}


def _ahead(seconds: float) -> str:
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    hours = int(seconds // HOUR)
    return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}


def _time(moment: datetime, words: str, *, relative: bool = False) -> Markup:
    return _marked(moment, words, relative, *_here())


def _here() -> tuple[str, str]:
    """The time zone and the language that are spoken now."""
    return timezone.get_current_timezone_name(), translation.get_language()


@lru_cache(maxsize=KEPT)
def _marked(moment: datetime, words: str, relative: bool, _zone: str, _language: str) -> Markup:  # noqa: FBT001 - a key
    mark = Markup(" data-relative") if relative else Markup("")
    return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
        moment.isoformat(timespec="seconds"), exact(moment), mark, words
    )
