"""Connecting accounts, pulling from platforms, replaying what they told us."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.accounts.models import Member
from changlai.channels import orders, queries, registry
from changlai.channels.contracts import Bell, Endpoint, PlatformMember, Roster
from changlai.channels.enums import Outcome
from changlai.channels.errors import AccountOff, AlreadyConnected, CallFailed
from changlai.channels.events import DeliveryFailed, InboundReceived
from changlai.channels.models import Account, Delivery, Stream, Token, new_hook_key
from changlai.kernel import audit, db, discovery, jobs, sse, tenancy
from changlai.kernel.events import publish, thread_key

NAME_LENGTH, ADDRESS_LENGTH = 120, 500  # of endpoints and colleagues, in characters


@transaction.atomic
def connect(*, channel: str, name: str, settings: Mapping[str, Any], by: Member | None) -> Account:
    """Connect an account and begin to pull what it has. ``settings`` have passed the channel's form.

    Raises AlreadyConnected when the same app of the platform is.
    """
    spec = registry.channel(channel)
    _refuse_twin(channel, settings)
    account = Account.objects.create(
        channel=channel, product=next(iter(spec.products)), name=name, settings=dict(settings), hook_key=new_hook_key()
    )
    audit.record("channels.connected", actor=by, obj=account, changes={"channel": channel, "name": name})
    sync(account=account)
    return account


_TAKE_TURNS = "select pg_advisory_xact_lock(%b, hashtext(%b::text))"
_LOCK_CLASS = 1_667_785_070  # "chan" read as an integer: no other lock of the house uses two keys with it


def _refuse_twin(channel: str, settings: Mapping[str, Any], *, but: int = 0) -> None:
    """Settings are sealed, so no constraint can compare them: who connects takes turns, and looks."""
    db.run(_TAKE_TURNS, (_LOCK_CLASS, str(tenancy.organisation_id())))
    twin = queries.twin_of(channel, settings, but=but)
    if twin is not None:
        raise AlreadyConnected(twin.name)


@transaction.atomic
def change_settings(
    *, account: Account, name: str, settings: Mapping[str, Any], by: Member, forget: Collection[str] = ()
) -> None:
    """Keep new settings; an empty secret field keeps the old secret, unless it is to ``forget``. Cached tokens go.

    Streams that had stopped with an error go on from where they were: the settings were perhaps the reason. Raises
    AlreadyConnected when they are those of another account.
    """
    secrets = registry.channel(account.channel).secret_fields - set(forget)
    kept = {key: value for key, value in account.settings.items() if key in secrets and not settings.get(key)}
    changed = {**settings, **kept}
    _refuse_twin(account.channel, changed, but=account.id)
    account.settings, account.name = changed, name
    account.save(update_fields=["settings", "name"])
    Token.objects.filter(account=account).update(expires_at=None, refused_until=None)
    if account.is_active:
        stopped = Stream.objects.filter(account=account).exclude(error="").values_list("key", flat=True)
        jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in stopped])
    announce_change(account)
    audit.record("channels.changed", actor=by, obj=account, changes={"fields": sorted(settings)})


@transaction.atomic
def switch(*, account: Account, on: bool, by: Member) -> None:
    """Stop or resume taking callbacks and sending, for its endpoints too. Nothing is deleted.

    What the platform told nobody meanwhile is fetched when the account is switched on again.
    """
    account.is_active = on
    account.save(update_fields=["is_active"])
    Account.objects.filter(parent=account).update(is_active=on)
    if on:
        sync(account=account)
    else:
        Stream.objects.filter(account=account).update(is_running=False)
    announce_change(account)
    audit.record("channels.switched_on" if on else "channels.switched_off", actor=by, obj=account, changes={})


def announce_change(account: Account) -> None:
    """Edge processes keep accounts for a moment; tell them to look again."""
    sse.tell("edge", "account", account=account.root_id)


def sync(*, account: Account) -> None:
    """Pull every stream of the channel from its beginning: at connection, every night, and by hand.

    Raises AccountOff.
    """
    if not account.is_active:
        raise AccountOff
    spec = registry.channel(account.channel)
    if spec.puller is None:
        return
    now = timezone.now()
    for key in spec.streams:
        Stream.objects.update_or_create(
            account=account,
            key=key,
            defaults={
                "organisation_id": account.organisation_id,
                "cursor": "",
                "done": 0,
                "total": 0,
                "is_running": True,
                "started_at": now,
                "finished_at": None,
                "error": "",
            },
        )
    jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in spec.streams])


def keep_endpoints(*, account: Account, endpoints: Sequence[Endpoint], are_all: bool = False) -> None:
    """Make or rename the account's endpoints as the platform lists them; their streams are polled from now on.

    When these ``are_all`` there are, the others were deleted there: they are switched off, and polled no more.
    """
    for endpoint in endpoints:
        Account.objects.update_or_create(
            parent=account,
            external_id=endpoint.external_id,
            defaults={
                "organisation_id": account.organisation_id,
                "channel": account.channel,
                "product": endpoint.product,
                "name": endpoint.name[:NAME_LENGTH],
                "avatar_url": _kept_address(endpoint.avatar_url),
                "is_active": account.is_active,
            },
        )
    Stream.objects.bulk_create(
        [Stream(organisation_id=account.organisation_id, account=account, key=e.stream) for e in endpoints if e.stream],
        ignore_conflicts=True,
    )
    if are_all:
        gone = Account.objects.filter(parent=account).exclude(external_id__in=[e.external_id for e in endpoints])
        gone.update(is_active=False)
        listed = [*registry.channel(account.channel).streams, *(e.stream for e in endpoints)]
        Stream.objects.filter(account=account).exclude(key__in=listed).delete()


_COLLEAGUES = """
    insert into channels_colleague as c (organisation_id, account_id, external_id, name, avatar_url)
    select %s, %s, i, n, a from unnest(%b::text[], %b::text[], %b::text[]) x(i, n, a) order by i
    on conflict (organisation_id, account_id, external_id) do update set
      name = case when excluded.name <> '' then excluded.name else c.name end,
      avatar_url = case when excluded.avatar_url <> '' then excluded.avatar_url else c.avatar_url end"""


def keep_colleagues(*, account: Account, members: Sequence[PlatformMember]) -> None:
    """Keep how the platform calls our colleagues; what it does not tell this time is not forgotten."""
    if members:
        latest = {member.external_id: member for member in members}
        names = [m.name[:NAME_LENGTH] for m in latest.values()]
        avatars = [_kept_address(m.avatar_url) for m in latest.values()]
        db.run(_COLLEAGUES, (account.organisation_id, account.id, list(latest), names, avatars))


def _kept_address(url: str) -> str:
    """The address of a picture; one that is longer than we keep is none, for the beginning of it leads nowhere."""
    return url if len(url) <= ADDRESS_LENGTH else ""


def keep_rosters(*, account: Account, rosters: Sequence[Roster]) -> None:
    """Hand complete lists of colleagues' contacts to whoever keeps relations, in this transaction."""
    keepers = [room.KEEPER for room in discovery.rooms("rosters")] if rosters else []
    for roster in rosters:
        for keeper in keepers:
            keeper.keep(account.organisation_id, account.root_id, roster)


def note(account: Account, outcome: Outcome, reason: str, count: int = 1) -> None:
    """Count something on the account's health page."""
    note_many([(account.organisation_id, account.root_id, outcome, reason, count)])


def note_many(counts: Sequence[tuple[int, int, Outcome, str, int]]) -> None:
    """Count many things, one statement: (organisation, account, outcome, reason, how many)."""
    if counts:
        rows = [(org, account, str(outcome), reason, count) for org, account, outcome, reason, count in counts]
        db.run(orders.NOTE, [list(column) for column in zip(*rows, strict=True)])


def note_error(account_id: int, sentence: str, now: datetime) -> None:
    """Keep the account's last error in words; an empty sentence clears it."""
    Account.objects.filter(id=account_id).update(last_error=sentence, last_error_at=now if sentence else None)


def note_call_failed(account_id: int, error: CallFailed, now: datetime) -> None:
    """A platform said no: it stands on the health page until a call works again."""
    note_error(account_id, str(error.sentence), now)


@transaction.atomic
def replay(*, account: Account, delivery_ids: Sequence[int], by: Member) -> int:
    """Hand stored deliveries to the house again, in their order; returns how many.

    Effects are upserts, so nothing doubles.
    """
    rows = (
        Delivery.objects.filter(account_id=account.id, id__in=delivery_ids)
        .order_by("id")
        .values_list("id", "kind", "thread")
    )
    events = [
        InboundReceived(
            organisation_id=account.organisation_id,
            key=thread_key(str(account.id), thread),
            account_id=account.id,
            delivery_id=delivery_id,
            kind=kind,
            again=True,
        )
        for delivery_id, kind, thread in rows
    ]
    publish(*events)
    audit.record("channels.replayed", actor=by, obj=account, changes={"count": len(events)})
    return len(events)


def note_looked(*, account: Account, delivery_id: int, by: Member) -> None:
    """Write down that somebody read a raw delivery: it holds what a customer said."""
    audit.record("channels.payload_seen", actor=by, obj=account, changes={"delivery": delivery_id})


_WAITING = "select distinct account_id, thread from channels_outbox where organisation_id = %s and state = 'queued'"
CANCELLED = gettext_noop("A colleague cancelled it when sending was resumed.")
_CANCEL = """
    update channels_outbox set state = 'failed', code = 'cancelled', reason = %s, can_retry = true, settled_at = %s
    where organisation_id = %s and state = 'queued' returning account_id, thread, reference"""


def release_waiting() -> None:
    """Let go what was held while sending was stopped: every thread with something queued is worked again."""
    here = tenancy.organisation_id()
    jobs.add("outbox", [orders.send_job(here, account, thread) for account, thread in db.rows(_WAITING, (here,))])


def cancel_waiting(*, now: datetime) -> int:
    """What was held is not sent: each message fails as cancelled, and a person may send it again. Returns how many."""
    here = tenancy.organisation_id()
    cancelled = db.rows(_CANCEL, (CANCELLED, now, here))
    publish(
        *(
            DeliveryFailed(
                organisation_id=here,
                key=thread,
                account_id=account_id,
                reference=reference,
                code="cancelled",
                reason=CANCELLED,
                can_retry=True,
                at=now,
            )
            for account_id, thread, reference in cancelled
        )
    )
    return len(cancelled)


# Only what it deletes itself is summed, so rows that are added meanwhile and a second fold at the same time do no harm.
_FOLD = """
    with many as (
      select organisation_id o, account_id a, day d, outcome w, reason r from channels_tally
      where organisation_id = any(%s) and day >= current_date - 7 group by 1, 2, 3, 4, 5 having count(*) > 1),
    gone as (
      delete from channels_tally using many where organisation_id = o and account_id = a and day = d and outcome = w
      and reason = r returning o, a, d, w, r, count)
    insert into channels_tally (organisation_id, account_id, day, outcome, reason, count)
    select o, a, d, w, r, sum(count) from gone group by 1, 2, 3, 4, 5"""


def fold_tallies() -> None:
    """Housekeeping: the counter rows of a day become one row each, for the organisations in scope.

    A busy day adds a million of them, and whoever looks at the health page would wait for their sum.
    """
    db.run(_FOLD, (list(tenancy.organisations()),))
