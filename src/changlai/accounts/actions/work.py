"""Keeping business hours, and noting who is at work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from changlai.accounts.enums import Attendance
from changlai.accounts.errors import BadHours, TooManyDays
from changlai.accounts.events import MemberPresenceChanged, WorkingHoursChanged
from changlai.accounts.hours import Ranges, shown_ranges
from changlai.accounts.models import Member, Organisation, Presence, SpecialDay, WorkCalendar
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.tenancy import organisation_id

GONE_AFTER = timedelta(seconds=150)  # without a sign of an open screen; each gives one every 50 s
NOTED_EVERY = timedelta(seconds=20)  # several open screens write once
MOST_DAYS = 366  # special days one request may name


def keep_hours(*, organisation: Organisation, is_always: bool, week: Sequence[Ranges], by: Member) -> None:
    """Keep these hours every week, Monday first. Raises BadHours when no day would ever be open."""
    if not is_always and not any(week):
        raise BadHours
    kept = [[list(one) for one in ranges] for ranges in week]
    calendar, _ = WorkCalendar.objects.select_for_update().get_or_create(
        organisation_id=organisation_id(), defaults={"week": kept}
    )
    before = _in_short(calendar)
    calendar.is_always, calendar.week = is_always, kept
    calendar.save(update_fields=["is_always", "week"])
    audit.record("accounts.hours.changed", actor=by, obj=organisation, changes={"hours": [before, _in_short(calendar)]})
    _changed()


def _in_short(calendar: WorkCalendar) -> str:
    """The week in one line for the audit log, Monday first."""
    return "24/7" if calendar.is_always else "; ".join(shown_ranges(ranges) or "-" for ranges in calendar.week)


def keep_special_days(*, first: date, last: date, name: str, ranges: Ranges, by: Member) -> None:
    """Every day from ``first`` to ``last`` differs: closed without ranges. What was said of them before is replaced.

    Raises TooManyDays for a span longer than a year.
    """
    count = (last - first).days + 1
    if not 0 < count <= MOST_DAYS:
        raise TooManyDays
    days = [first + timedelta(days=n) for n in range(count)]
    SpecialDay.objects.filter(day__in=days).delete()
    kept = [list(one) for one in ranges]
    SpecialDay.objects.bulk_create(
        SpecialDay(organisation_id=organisation_id(), day=day, name=name, ranges=kept) for day in days
    )
    span = f"{first} - {last}" if count > 1 else str(first)
    audit.record(
        "accounts.special_day.kept", actor=by, changes={"day": span, "name": name, "hours": shown_ranges(kept) or "-"}
    )
    _changed()


def drop_special_day(*, special: SpecialDay, by: Member) -> None:
    """The day is like its weekday again."""
    special.delete()
    audit.record("accounts.special_day.dropped", actor=by, changes={"day": str(special.day), "name": special.name})
    _changed()


def _changed() -> None:
    publish(WorkingHoursChanged(organisation_id=organisation_id(), key=organisation_id()))


def note_present(*, member: Member, now: datetime, chosen: Attendance | None = None) -> Presence:
    """A screen of the member's is open; ``chosen`` is what they say of themselves, else what they said before."""
    presence = Presence.objects.select_for_update().filter(member=member).first()
    if presence is None:
        presence, _ = Presence.objects.get_or_create(
            organisation_id=organisation_id(), member=member, defaults={"since": now, "seen_at": now}
        )
    before = Attendance(presence.state)
    presence.chosen = chosen or presence.chosen
    if presence.state != presence.chosen:
        presence.state, presence.since, presence.seen_at = presence.chosen, now, now
        presence.save(update_fields=["chosen", "state", "since", "seen_at"])
        _tell([(member.pk, before, Attendance(presence.state))])
    elif now - presence.seen_at > NOTED_EVERY:
        presence.seen_at = now
        presence.save(update_fields=["seen_at"])
    return presence


def note_gone(*, now: datetime) -> int:
    """Whoever has no screen open any more is offline; returns how many that are now."""
    gone = list(
        Presence.objects.select_for_update(skip_locked=True)
        .filter(seen_at__lt=now - GONE_AFTER)
        .exclude(state=Attendance.OFFLINE)
        .order_by("id")
    )
    Presence.objects.filter(id__in=[one.pk for one in gone]).update(state=Attendance.OFFLINE, since=now)
    _tell([(one.member_id, Attendance(one.state), Attendance.OFFLINE) for one in gone])
    return len(gone)


def _tell(changes: Sequence[tuple[int, Attendance, Attendance]]) -> None:
    publish(
        *(
            MemberPresenceChanged(
                organisation_id=organisation_id(), key=member, member_id=member, before=before, after=after
            )
            for member, before, after in changes
        )
    )
