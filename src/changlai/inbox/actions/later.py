"""Answers planned for later: kept, changed, called off, sent once when their hour has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changlai.accounts.models import Member
from changlai.compliance import queries as gate
from changlai.inbox.actions.drafts import drop_draft
from changlai.inbox.actions.notifying import Word, language_of, tell_members
from changlai.inbox.actions.reply import drafts_of, not_let_out, refuse, send_reply, send_request
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.enums import DraftKind, LaterState
from changlai.inbox.errors import BadMoment, CannotReply, MayNotSend, NothingToSend, TooLate
from changlai.inbox.models import Conversation, LaterMessage, Message
from changlai.inbox.notices import LATER_FAILED
from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.models import StoredFile
from changlai.kernel.sentences import error_in_words

KIND = "inbox.send_later"
LONGEST_DELAY = timedelta(days=90)
SOONEST = timedelta(seconds=30)


@transaction.atomic
def plan(
    *,
    conversation: Conversation,
    text: str,
    uploads: "Sequence[UploadedFile[bytes]]",
    send_at: datetime,
    by: Member,
    now: datetime,
) -> LaterMessage:
    """Send it then. The gate is asked as it will be at that moment, and again when the moment comes.

    Raises BadMoment, NothingToSend, MayNotSend.
    """
    kept = [files.keep(one, one.name or "", declared_type=one.content_type or "") for one in uploads]
    if not kept and not text.strip():
        raise NothingToSend
    held = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=conversation.id)
    _check(held, text.strip("\n"), kept, send_at, by, now)
    later = LaterMessage.objects.create(
        conversation=held,
        member=by,
        text=text.strip("\n"),
        file_ids=[file.pk for file in kept],
        send_at=send_at,
        created_at=now,
    )
    _order(later, now)
    drop_draft(conversation=held, member=by, kind=DraftKind.REPLY)
    tell_one(held, "later")
    return later


@transaction.atomic
def change_plan(*, later: LaterMessage, text: str, send_at: datetime, by: Member, now: datetime) -> None:
    """Other words, another hour. Raises TooLate when it has been sent or called off, and what ``plan`` raises."""
    conversation, held = _hold(later)
    kept = list(StoredFile.objects.filter(id__in=held.file_ids))
    if not kept and not text.strip():
        raise NothingToSend
    _check(conversation, text.strip("\n"), kept, send_at, by, now)
    held.text, held.send_at = text.strip("\n"), send_at
    held.save(update_fields=["text", "send_at"])
    _order(held, now)
    tell_one(conversation, "later")


@transaction.atomic
def call_off(*, later: LaterMessage) -> None:
    """It will not be sent. Raises TooLate when it has been, or somebody was faster."""
    conversation, held = _hold(later)
    held.state = LaterState.CANCELLED
    held.save(update_fields=["state"])
    tell_one(conversation, "later")


@transaction.atomic
def send_now(*, later: LaterMessage, by: Member, now: datetime) -> list[Message]:
    """Do not wait any longer. Raises TooLate, or MayNotSend: then it goes on waiting for its hour."""
    conversation, held = _hold(later)
    sent = _send(conversation, held, by, now)
    tell_one(conversation, "later")
    return sent


@transaction.atomic
def deliver(*, later_id: int, now: datetime) -> None:
    """Its hour has come. Called off, changed or overtaken since: nothing happens. Refused: its author is told why."""
    found = _still_waiting(later_id)
    if found is None or found[1].send_at > now:
        return
    conversation, held = found
    with language_of(held.member):
        try:
            if not held.member.can("inbox.reply"):
                raise CannotReply(held.member.name)
            _send(conversation, held, held.member, now)
        except MayNotSend as refusal:
            refuse(request=refusal.request, decision=refusal.decision, by=held.member)
            _fail(held, str(refusal.sentence))
        except Refusal as refusal:
            _fail(held, str(refusal.sentence))
    tell_one(conversation, "later")


@transaction.atomic
def give_up_plan(*, later_id: int, error: str) -> None:
    """Its job was given up for ``error`` (kernel.sentences): nothing was sent, and its author is told why."""
    found = _still_waiting(later_id)
    if found is None:
        return
    conversation, held = found
    with language_of(held.member):
        _fail(held, error_in_words(error))
    tell_one(conversation, "later")


def _still_waiting(later_id: int) -> tuple[Conversation, LaterMessage] | None:
    later = LaterMessage.objects.filter(id=later_id).first()
    try:
        return _hold(later) if later else None
    except TooLate:
        return None


def _hold(later: LaterMessage) -> tuple[Conversation, LaterMessage]:
    """The conversation first, as everybody locks; then the plan, when it still waits."""
    conversation = (
        Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=later.conversation_id)
    )
    held = (
        LaterMessage.objects.select_for_update(of=("self",))
        .select_related("member__role", "member__user")
        .get(id=later.pk)
    )
    if held.state != LaterState.WAITING:
        raise TooLate
    return conversation, held


def _check(
    conversation: Conversation, text: str, kept: Sequence[StoredFile], send_at: datetime, by: Member, now: datetime
) -> None:
    if not now + SOONEST <= send_at <= now + LONGEST_DELAY:
        raise BadMoment
    for draft in drafts_of(conversation, text, kept):
        kind, size = draft.gate_kind, draft.file_bytes
        request = send_request(conversation, kind=kind, text=draft.text, file_bytes=size, now=send_at)
        decision = gate.may_contact(request)
        if not decision.allowed:
            raise not_let_out(request, decision, by)


def _send(conversation: Conversation, held: LaterMessage, by: Member, now: datetime) -> list[Message]:
    """The plan becomes messages, all or none, and is done."""
    found = {file.pk: file for file in StoredFile.objects.filter(id__in=held.file_ids)}
    kept = [found[pk] for pk in held.file_ids if pk in found]
    with transaction.atomic():
        sent = [
            send_reply(conversation=conversation, draft=draft, by=by, now=now)
            for draft in drafts_of(conversation, held.text, kept)
        ]
        held.state, held.message = LaterState.SENT, sent[0]
        held.save(update_fields=["state", "message"])
    return sent


def _fail(held: LaterMessage, reason: str) -> None:
    held.state, held.reason = LaterState.FAILED, reason
    held.save(update_fields=["state", "reason"])
    word = Word(LATER_FAILED, held.member_id, held.conversation_id, f"later:{held.pk}", {"reason": held.reason})
    tell_members([word])


def _order(later: LaterMessage, now: datetime) -> None:
    """A timer for this very moment: one ordered for an earlier one finds that it is not time yet."""
    seconds = max(0.0, (later.send_at - now).total_seconds())
    key = f"later:{later.pk}:{int(later.send_at.timestamp())}"
    job = NewJob(later.organisation_id, KIND, {"later_id": later.pk}, unique_key=key, delay=seconds)
    add("jobs", [job])
