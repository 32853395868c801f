"""What the channel room does in the background: pulls, fetches, files, welcomes, sending, the nightly reconcile."""

import logging
from datetime import timedelta
from typing import Any

import msgspec
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.channels import actions, intake, orders, queries, registry
from changlai.channels.contracts import Attachment, Bell, Content, Outgoing, Pulled, Sent, UrgentTask
from changlai.channels.engine import AccountDesk
from changlai.channels.enums import Outcome, SendState
from changlai.channels.errors import CallFailed
from changlai.channels.events import Delivered, DeliveryFailed, DeliveryUnknown, MediaStored, WelcomeSettled
from changlai.channels.models import Account, Delivery, Media, Outbox, Stream
from changlai.kernel import files
from changlai.kernel.cron import cron
from changlai.kernel.errors import Refusal
from changlai.kernel.events import publish, thread_key
from changlai.kernel.jobs import Job, Permanent, RetryIn, add, completing, outside_job
from changlai.kernel.tenancy import scope

logger = logging.getLogger("changlai.channels")
PAGES_A_RUN = 20  # then the lease is given back, so that one long sync does not hold a thread


def _account(job: Job) -> Account:
    with scope(job.organisation_id):
        account = Account.objects.filter(id=job.body["account_id"], is_active=True).first()
    if account is None:
        raise Permanent("the account was removed or switched off")
    return account


def _failed(account: Account, error: CallFailed, what: str) -> Exception:
    """Note a failed call on the account and say how to go on."""
    with scope(account.organisation_id):
        actions.note_call_failed(account.root_id, error, timezone.now())
        actions.note(account, Outcome.FAILED, f"{what}:{error.code}"[:120])
    if error.wait:
        return RetryIn(error.wait)
    return Permanent(str(error.sentence)) if error.permanent else error


@outside_job("channels.pull", queue="jobs", seconds=90)
def pull(job: Job) -> None:
    """Pull a stream page by page; the page and the new cursor are one commit, so nothing is lost or doubled."""
    account, key, hint = _account(job), job.body["key"], job.body.get("hint", {})
    puller = registry.channel(account.channel).puller
    if puller is None:
        raise Permanent("this channel has nothing to pull")
    with scope(job.organisation_id):
        stream, _ = Stream.objects.get_or_create(
            account=account, key=key, defaults={"organisation_id": account.organisation_id}
        )
    desk, cursor = AccountDesk(account), stream.cursor
    for _ in range(PAGES_A_RUN):
        try:
            page = puller.pull(desk, key, cursor, hint)
        except CallFailed as error:
            with scope(job.organisation_id):
                Stream.objects.filter(id=stream.id).update(error=str(error.sentence))
            raise _failed(account, error, "pull") from error
        with scope(job.organisation_id):
            _keep_page(account, stream, page)
        cursor = page.cursor
        if not page.more:
            return
    with scope(job.organisation_id):
        add("jobs", [orders.pull_job(job.organisation_id, account.id, Bell(key, hint))])


def _keep_page(account: Account, stream: Stream, page: Pulled) -> None:
    """Everything a page brought and how far we are."""
    intake.store(account.organisation_id, account.id, page.deliveries)
    actions.keep_endpoints(account=account, endpoints=page.endpoints)
    actions.keep_colleagues(account=account, members=page.members)
    stream.cursor, stream.done, stream.total, stream.error = page.cursor, page.done, page.total, ""
    stream.is_running = page.more
    if not page.more:
        stream.finished_at = timezone.now()
    stream.save(update_fields=["cursor", "done", "total", "error", "is_running", "finished_at"])
    if account.last_error and not page.more:
        actions.note_error(account.root_id, "", timezone.now())


def _delivery(job: Job) -> Delivery:
    with scope(job.organisation_id):
        delivery = Delivery.objects.filter(id=job.body["delivery_id"]).first()
    if delivery is None:
        raise Permanent("the raw delivery has expired")
    return delivery


@outside_job("channels.fetch", queue="jobs", seconds=60)
def fetch(job: Job) -> None:
    """Ask the platform for what a delivery only hinted at, and store the answer as a delivery of its own."""
    account, delivery = _account(job), _delivery(job)
    ask = registry.channel(account.channel).fetch
    if ask is None:
        return
    try:
        found = ask(AccountDesk(account), delivery.kind, bytes(delivery.payload))
    except CallFailed as error:
        raise _failed(account, error, "fetch") from error
    with completing(job):
        intake.store(account.organisation_id, account.id, found)


@outside_job("channels.media", queue="jobs", seconds=120)
def fetch_media(job: Job) -> None:
    """Fetch the files of a message before the platform forgets them."""
    account, delivery = _account(job), _delivery(job)
    channel = registry.channel(account.channel)
    answer = channel.parser.parse(
        delivery.kind,
        bytes(delivery.payload),
        bytes(delivery.context or b""),
        {**account.settings, "account_id": account.id},
    )
    inbounds = answer if isinstance(answer, list | tuple) else ()
    for inbound in inbounds:
        for attachment in inbound.content.attachments if inbound.content else ():
            if attachment.remote and not attachment.file_id:
                _fetch_one(account, delivery, attachment)


def _fetch_one(account: Account, delivery: Delivery, attachment: Attachment) -> None:
    with scope(account.organisation_id):
        media, _ = Media.objects.get_or_create(
            account=account, remote=attachment.remote, defaults={"organisation_id": account.organisation_id}
        )
    if media.file_id:
        return
    channel = registry.channel(account.channel)
    assert channel.fetch_media is not None  # noqa: S101 - only kinds in media_kinds are ordered
    stored, error_text = None, ""
    try:
        content = channel.fetch_media(AccountDesk(account), attachment)
        with scope(account.organisation_id):
            stored = files.keep(content.data, attachment.name or content.name, declared_type=content.media_type)
    except CallFailed as error:
        if not error.permanent:
            raise _failed(account, error, "media") from error
        error_text = str(error.sentence)
    except Refusal as error:
        error_text = str(error.sentence)
    with scope(account.organisation_id):
        Media.objects.filter(id=media.id).update(file_id=stored.id if stored else None, error=error_text)
        publish(
            MediaStored(
                organisation_id=account.organisation_id,
                key=thread_key(str(account.id), delivery.thread),
                account_id=account.id,
                remote=attachment.remote,
                file_id=stored.id if stored else 0,
                name=stored.name if stored else attachment.name,
                media_type=stored.media_type if stored else "",
                size=stored.size if stored else 0,
                width=(stored.width or 0) if stored else 0,
                height=(stored.height or 0) if stored else 0,
                error=error_text,
            )
        )


@outside_job("channels.urgent", queue="urgent", seconds=15, attempts=3)
def run_urgent(job: Job) -> None:
    """Work with a deadline of seconds: the welcome. Late is told, never tried."""
    account, body = _account(job), job.body
    run = registry.channel(account.channel).urgent
    now = timezone.now()
    age = now.timestamp() - body["made_at"]
    if run is None:
        return
    outcome, detail = "too_late", ""
    if age < body["seconds"]:
        try:
            outcome = run(
                AccountDesk(account), UrgentTask(body["kind"], _with_names(account, body["task"]), body["seconds"])
            )
        except CallFailed as error:
            if not error.permanent and age + 2 < body["seconds"]:
                raise RetryIn(1.0) from error
            outcome, detail = "failed", str(error.sentence)
    settled = timezone.now()
    with completing(job):
        if outcome == "failed":
            actions.note(account, Outcome.FAILED, "urgent")
            actions.note_error(account.root_id, detail, settled)
        publish(
            WelcomeSettled(
                organisation_id=job.organisation_id,
                key=thread_key(str(account.id), body["thread"]),
                account_id=account.id,
                delivery_id=_delivery_id(job),
                outcome=outcome,
                seconds=round(settled.timestamp() - body["made_at"], 3),
                at=settled,
                detail=detail,
            )
        )


def _with_names(account: Account, task: dict[str, Any]) -> dict[str, Any]:
    """What a welcome may call the colleague, from what we know already: nobody is asked now."""
    userid = str(task.get("member", ""))
    if not userid:
        return task
    with scope(account.organisation_id):
        return {**task, "member_name": queries.colleague_names(account.root_id, [userid]).get(userid, "")}


def _delivery_id(job: Job) -> int:
    return int(job.body.get("delivery_id", 0))


@outside_job("channels.send", queue="outbox", seconds=60, attempts=12)
def send(job: Job) -> None:
    """Send everything that waits in one thread, in order. ``sending`` is committed before the call: a message whose
    answer was lost becomes *unknown* and is never sent again by itself."""
    account = _account_of_any_state(job)
    while True:
        row = _take(job, account)
        if row is None:
            return
        if row.state == SendState.UNKNOWN:
            continue
        _hand_over(job, account, row)


def _account_of_any_state(job: Job) -> Account:
    with scope(job.organisation_id):
        return Account.objects.get(id=job.body["account_id"])


def _take(job: Job, account: Account) -> Outbox | None:
    """The oldest waiting message of the thread, now *sending*. One left in *sending* by a vanished worker is unknown."""
    with scope(job.organisation_id):
        row = (
            Outbox.objects.select_for_update()
            .filter(thread=job.body["thread"], account=account, state__in=[SendState.QUEUED, SendState.SENDING])
            .order_by("id")
            .first()
        )
        if row is None:
            return None
        if row.state == SendState.SENDING:
            _settle_unknown(row, account)
            return row
        row.state, row.attempt, row.handed_over_at = SendState.SENDING, row.attempt + 1, timezone.now()
        row.save(update_fields=["state", "attempt", "handed_over_at"])
        return row


def _hand_over(job: Job, account: Account, row: Outbox) -> None:
    root = _root(account)
    sender = registry.channel(account.channel).sender
    outgoing = Outgoing(row.key, row.address, msgspec.convert(row.content, Content))
    try:
        if sender is None or not root.is_active:
            raise CallFailed("account_off", "the channel account is switched off", permanent=True)  # noqa: TRY301 - told like the platform's own refusal
        sent = sender.send(AccountDesk(root), outgoing)
    except CallFailed as error:
        _not_sent(job, account, row, error)
        return
    with scope(job.organisation_id):
        _settle_sent(row, account, sent)


def _root(account: Account) -> Account:
    if account.parent_id is None:
        return account
    with scope(account.organisation_id):
        return Account.objects.get(id=account.parent_id)


def _not_sent(job: Job, account: Account, row: Outbox, error: CallFailed) -> None:
    """Uncertain is unknown; a passing refusal goes back to waiting and is tried later; a permanent one is told."""
    with scope(job.organisation_id):
        if error.uncertain:
            _settle_unknown(row, account)
            return
        if error.permanent or job.attempts + 1 >= MAX_SEND_ATTEMPTS:
            _settle_failed(row, account, error)
            return
        Outbox.objects.filter(id=row.id).update(state=SendState.QUEUED, code=error.code, reason=str(error.sentence))
    raise RetryIn(error.wait) if error.wait else error


MAX_SEND_ATTEMPTS = 6


def _settle_sent(row: Outbox, account: Account, sent: Sent) -> None:
    now = timezone.now()
    Outbox.objects.filter(id=row.id).update(
        state=SendState.SENT, platform_id=sent.platform_id, settled_at=now, code="", reason=""
    )
    publish(
        Delivered(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            platform_id=sent.platform_id,
            at=now,
        )
    )


def _settle_failed(row: Outbox, account: Account, error: CallFailed) -> None:
    now = timezone.now()
    Outbox.objects.filter(id=row.id).update(
        state=SendState.FAILED,
        code=error.code,
        reason=str(error.sentence),
        settled_at=now,
        can_retry=not error.permanent,
    )
    actions.note(account, Outcome.FAILED, f"send:{error.code}"[:120])
    publish(
        DeliveryFailed(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            code=error.code,
            reason=str(error.sentence),
            can_retry=not error.permanent,
            at=now,
        )
    )


def _settle_unknown(row: Outbox, account: Account) -> None:
    now = timezone.now()
    row.state = SendState.UNKNOWN
    Outbox.objects.filter(id=row.id).update(state=SendState.UNKNOWN, settled_at=now, can_retry=True)
    publish(
        DeliveryUnknown(
            organisation_id=row.organisation_id,
            key=row.thread,
            account_id=account.id,
            reference=row.reference,
            reason="no_answer",
            at=now,
        )
    )


@cron("channels.nightly", every=timedelta(days=1), offset=timedelta(hours=18, minutes=17))  # 02:17 in China
def nightly() -> None:
    """Reconcile every account with its platform: callbacks alone lose data."""
    for organisation_id in accounts.organisation_ids():
        with scope(organisation_id):
            for account in Account.objects.filter(parent__isnull=True, is_active=True):
                actions.sync(account=account)
            actions.fold_tallies()


@cron("channels.poll", every=timedelta(minutes=5))
def poll() -> None:
    """A bell that never rang: pull the message streams of active endpoints now and then."""
    for organisation_id in accounts.organisation_ids():
        with scope(organisation_id):
            known = (
                Stream.objects.filter(account__is_active=True)
                .exclude(key__in=_full_streams())
                .values_list("account_id", "key")
            )
            add("jobs", [orders.pull_job(organisation_id, account_id, Bell(key)) for account_id, key in known])


def _full_streams() -> list[str]:
    return sorted({key for channel in registry.channels().values() for key in channel.streams})
