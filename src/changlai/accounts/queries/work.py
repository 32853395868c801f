"""When the organisation works, and who is at work now."""

from collections.abc import Iterable
from datetime import date

from changlai.accounts.enums import Attendance
from changlai.accounts.hours import ALWAYS, Hours, Ranges, read_ranges
from changlai.accounts.models import Member, Organisation, Presence, SpecialDay, WorkCalendar


def hours_in(organisation_ids: Iterable[int]) -> dict[int, Hours]:
    """The business hours of organisations in scope; three statements, however many."""
    ids = set(organisation_ids)
    zones = dict(Organisation.objects.filter(id__in=ids).values_list("id", "time_zone"))
    weeks = {row.organisation_id: row for row in WorkCalendar.objects.filter(organisation_id__in=ids, is_always=False)}
    days: dict[int, dict[date, Ranges]] = {}
    if weeks:
        for row in SpecialDay.objects.filter(organisation_id__in=weeks):
            days.setdefault(row.organisation_id, {})[row.day] = read_ranges(row.ranges)
    return {
        one: Hours(
            zone=zones[one],
            week=tuple(read_ranges(ranges) for ranges in weeks[one].week),
            days=days.get(one, {}),
        )
        if one in weeks
        else ALWAYS
        for one in ids
    }


def hours(organisation_id: int) -> Hours:
    """The business hours of the organisation in scope; never closed as long as none are kept."""
    return hours_in([organisation_id])[organisation_id]


def calendar() -> WorkCalendar:
    """The organisation's calendar as it stands; an unsaved one when it keeps no hours yet."""
    return WorkCalendar.objects.first() or WorkCalendar(week=[[[540, 1080]]] * 5 + [[], []])


def special_days() -> list[SpecialDay]:
    """Days that differ from their weekday, in order."""
    return list(SpecialDay.objects.order_by("day"))


def presence_of(member: Member) -> Presence | None:
    """The member's presence; None for somebody who has never had a screen open."""
    return Presence.objects.filter(member=member).first()


def online_ids(member_ids: Iterable[int] | None = None) -> frozenset[int]:
    """Members who are at work now; of these, or of all in scope."""
    rows = Presence.objects.filter(state=Attendance.ONLINE)
    if member_ids is not None:
        rows = rows.filter(member_id__in=set(member_ids))
    return frozenset(rows.values_list("member_id", flat=True))


def presences(member_ids: Iterable[int] | None = None) -> dict[int, Attendance]:
    """How each of these members (or all) is present; who is not named is offline."""
    rows = Presence.objects.all()
    if member_ids is not None:
        rows = rows.filter(member_id__in=set(member_ids))
    return {member_id: Attendance(state) for member_id, state in rows.values_list("member_id", "state")}
