"""Telling members: what they see here, and what goes out to them, set-wise."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import db, jobs
from changlai.kernel.jobs import NewJob
from changlai.kernel.sse import room, tell_many
from changlai.notifications import queries, registry
from changlai.notifications.contracts import Notice
from changlai.notifications.enums import OUTSIDE, Pace, Way
from changlai.notifications.models import ONCE

TRIAL = "notifications.trial"
QUEUE = "notices"
DISPATCH = "notifications.dispatch"
# What follows within it goes along in the same message; and no more than 30 messages a minute reach one member, the
# most that WeCom delivers (PLATFORMS A4: the excess is silently dropped).
BREATH = 2.0  # seconds
_ADD = """
    insert into notifications_notification
      (organisation_id, member_id, kind, subject, url, "values", once, is_listed, created_at)
    select m.organisation_id, m.id, x.kind, x.subject, x.url, x.vals::jsonb, x.once,
      coalesce(c.pace, 'now') <> 'off', %s
    from unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
      with ordinality x(member, kind, subject, url, vals, once, n)
    join accounts_member m on m.id = x.member and m.is_active
    left join notifications_choice c
      on c.organisation_id = m.organisation_id and c.member_id = m.id and c.kind = x.kind and c.way = 'here'
    order by m.id, x.n
    on conflict (organisation_id, member_id, once) do nothing
    returning id, organisation_id, member_id, kind, is_listed"""
_SEND = """
    insert into notifications_dispatch (organisation_id, notification_id, member_id, way, due_at, state, reason)
    select o, n, m, w, d, 'waiting', '' from
      unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[]) x(o, n, m, w, d)
    on conflict do nothing"""


class _New(NamedTuple):
    """A notice that was not known before."""

    id: int
    organisation_id: int
    member_id: int
    kind: str
    is_listed: bool


class _Outgoing(NamedTuple):
    organisation_id: int
    notification_id: int
    member_id: int
    way: Way
    due_at: datetime


def notify(notices: Sequence[Notice], *, now: datetime | None = None) -> None:
    """Tell members of the organisations in scope, in the caller's transaction; each ``once`` has effect once a member.

    Seven statements, whatever their number. Members who have left are told nothing. Raises UnknownKind, and ValueError
    for an address that is not of this site.
    """
    if not notices:
        return
    for notice in notices:
        registry.kind(notice.kind)
        if notice.url and not _is_ours(notice.url):
            raise ValueError(f"a notice leads to {notice.url!r}: name a path of the product")
    now = now or timezone.now()
    new = _added(notices, now)
    tell_many(
        [
            (room(one.organisation_id, "notices", one.member_id), "notice", {"notice": one.id})
            for one in new
            if one.is_listed
        ]
    )
    _send_out(new, now)


def try_out(*, member: Member, now: datetime) -> None:
    """Tell a member something by every way chosen for trials, so that it can be seen how it looks."""
    slug = accounts.slug_of(member.organisation_id)
    url = reverse("notifications:choices", args=[slug])
    once = f"trial:{member.pk}:{now.isoformat()}"
    notify([Notice(kind=TRIAL, member_id=member.pk, subject="", url=url, once=once)], now=now)


def order_rest(*, organisation_id: int, member_id: int, way: Way) -> None:
    """More was due than went into one message: another one follows."""
    body = {"member_id": member_id, "way": str(way)}
    jobs.add(QUEUE, [NewJob(organisation_id, DISPATCH, body, f"notice:{way}:{member_id}:rest", BREATH)])


def _is_ours(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


def _added(notices: Sequence[Notice], now: datetime) -> list[_New]:
    encode = msgspec.json.encode
    rows = db.rows(
        _ADD,
        (
            now,
            [n.member_id for n in notices],
            [n.kind for n in notices],
            [n.subject[:200] for n in notices],
            [n.url[:500] for n in notices],
            [encode(n.values).decode() for n in notices],
            [n.once[:ONCE] for n in notices],
        ),
    )
    return [_New(*row) for row in rows]


def _send_out(new: Sequence[_New], now: datetime) -> None:
    """Order what goes out to members, at the time each of them wants it."""
    if not new:
        return
    outgoing = list(_outgoing(new, now))
    if not outgoing:
        return
    db.run(
        _SEND,
        (
            [one.organisation_id for one in outgoing],
            [one.notification_id for one in outgoing],
            [one.member_id for one in outgoing],
            [str(one.way) for one in outgoing],
            [one.due_at for one in outgoing],
        ),
    )
    jobs.add(QUEUE, [_job(one, now) for one in outgoing])


def _outgoing(new: Sequence[_New], now: datetime) -> Iterator[_Outgoing]:
    wanted = queries.wishes(one.member_id for one in new)
    for one in new:
        wishes, kind = wanted.get(one.member_id), registry.kind(one.kind)
        if wishes is None:
            continue
        for way in OUTSIDE:
            pace = queries.pace(kind, way, wishes.choices)
            if pace is not Pace.OFF and queries.is_open(way, wishes):
                due = queries.due_at(wishes, kind, pace, now=now)
                yield _Outgoing(one.organisation_id, one.id, one.member_id, way, due)


def _job(one: _Outgoing, now: datetime) -> NewJob:
    """One job for all that goes to a member the same way at the same time."""
    wait = (one.due_at - now).total_seconds()
    when = one.due_at.isoformat() if wait > 0 else "now"
    return NewJob(
        organisation_id=one.organisation_id,
        kind=DISPATCH,
        body={"member_id": one.member_id, "way": str(one.way)},
        unique_key=f"notice:{one.way}:{one.member_id}:{when}",
        delay=max(wait, BREATH),
    )
