"""How members want to be told: which kinds which way, when to be left alone, when the digest comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.kernel import db
from changlai.notifications.contracts import NoticeKind
from changlai.notifications.enums import OUTSIDE, Pace, Way
from changlai.notifications.models import Choice, Habits

DIGEST_AT = time(9, 0)
_WISHES = """
    select m.id, m.organisation_id, coalesce(nullif(h.time_zone, ''), o.time_zone), h.quiet_from, h.quiet_until,
      coalesce(h.urgent_passes, true), coalesce(h.digest_at, %s), coalesce(u.email, '')
    from accounts_member m
    join accounts_organisation o on o.id = m.organisation_id
    join accounts_user u on u.id = m.user_id and u.is_active
    left join notifications_habits h on h.organisation_id = m.organisation_id and h.member_id = m.id
    where m.id = any(%b::bigint[]) and m.is_active"""
_CHOICES = """
    select member_id, kind, way, pace from notifications_choice
    where organisation_id = any(%b::bigint[]) and member_id = any(%b::bigint[])"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """One member's: ``zone`` is an IANA name, ``email`` empty when there is none."""

    member_id: int
    organisation_id: int
    zone: str
    quiet_from: time | None
    quiet_until: time | None
    urgent_passes: bool
    digest_at: time
    email: str
    recipient: tuple[int, str] | None = None  # account and the platform's id, where a work app knows the member
    choices: Mapping[tuple[str, Way], Pace] = field(default_factory=dict)


def wishes(member_ids: Iterable[int]) -> dict[int, Wishes]:
    """The wishes of active members of the organisations in scope; three statements, whatever their number."""
    rows = db.rows(_WISHES, (DIGEST_AT, sorted(set(member_ids))))
    choices: dict[int, dict[tuple[str, Way], Pace]] = {row[0]: {} for row in rows}
    if rows:
        for member_id, kind, way, chosen in db.rows(_CHOICES, (sorted({row[1] for row in rows}), sorted(choices))):
            choices[member_id][kind, Way(way)] = Pace(chosen)
    known = channels.recipients(choices)
    return {row[0]: replace(Wishes(*row), recipient=known.get(row[0]), choices=choices[row[0]]) for row in rows}


def habits_of(member: Member) -> Habits:
    """The member's habits; an unsaved row with the defaults when nothing was ever chosen."""
    return Habits.objects.filter(member=member).first() or Habits(organisation_id=member.organisation_id, member=member)


def choices_of(member: Member) -> dict[tuple[str, Way], Pace]:
    """What the member has chosen."""
    rows = Choice.objects.filter(member=member).values_list("kind", "way", "pace")
    return {(kind, Way(way)): Pace(chosen) for kind, way, chosen in rows}


def ways_of(member: Member) -> dict[Way, bool]:
    """Which ways lead to the member now."""
    wanted = wishes([member.pk])[member.pk]
    return {Way.HERE: True} | {way: is_open(way, wanted) for way in OUTSIDE}


def pace(kind: NoticeKind, way: Way, choices: Mapping[tuple[str, Way], Pace]) -> Pace:
    """When a kind goes a way: as chosen, else as the kind says."""
    usual = {Way.HERE: True, Way.WORK_APP: kind.by_work_app, Way.MAIL: kind.by_mail}[way]
    return choices.get((kind.slug, way), Pace.NOW if usual else Pace.OFF)


def is_open(way: Way, wanted: Wishes) -> bool:
    """Whether the way leads to this member at all: a mail server and an address, a work app that knows them."""
    if way is Way.WORK_APP:
        return wanted.recipient is not None
    return bool(settings.MAIL_HOST) and bool(wanted.email)


def due_at(wanted: Wishes, kind: NoticeKind, when: Pace, *, now: datetime) -> datetime:
    """When a notice of ``now`` goes out: at once, at the end of quiet hours, or with the next digest."""
    here = now.astimezone(ZoneInfo(wanted.zone))
    if when is Pace.DAILY:
        return _next(here, wanted.digest_at)
    if kind.is_urgent and wanted.urgent_passes:
        return now
    if wanted.quiet_from is None or wanted.quiet_until is None:
        return now
    is_quiet = _is_within(here.time(), wanted.quiet_from, wanted.quiet_until)
    return _next(here, wanted.quiet_until) if is_quiet else now


def _is_within(moment: time, start: time, end: time) -> bool:
    """Whether ``moment`` lies in [start, end), which may go over midnight. Equal ends: never."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def _next(here: datetime, at: time) -> datetime:
    """The next moment when the clock on the wall shows ``at``."""
    today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)
