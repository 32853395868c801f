"""Answers to those cases are about: the first that arrives ends the waiting; conversations follow the owner."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from changlai.channels import queries as channels
from changlai.channels.events import Delivered
from changlai.inbox import actions as inbox
from changlai.inbox.actions.deliveries import PREFIX, message_id
from changlai.inbox.enums import Author, Cause, ConversationState
from changlai.inbox.models import Conversation, Message
from changlai.listening.actions.cases_telling import tell_screens
from changlai.listening.enums import OPEN_CASES, CaseState, StepKind
from changlai.listening.events import CaseGiven
from changlai.listening.models import Case, CaseStep

TEXT_LENGTH = 200


def take_answers(events: Sequence[Delivered]) -> None:
    """Messages of members that reached somebody with an open case are steps of it, once each."""
    ids = [message_id(event.reference) for event in events if event.reference.startswith(PREFIX)]
    rows = Message.objects.filter(id__in=ids, author=Author.MEMBER).select_related("conversation__account", "member")
    messages = list(rows.order_by("occurred_at", "id"))
    people = {one.conversation.customer_id for one in messages}
    held = Case.objects.select_for_update(of=("self",)).filter(customer_id__in=people, state__in=OPEN_CASES)
    cases = list(held.order_by("id"))
    changed, steps = set(), []
    for message in messages:
        for case in cases:
            if case.customer_id == message.conversation.customer_id and message.occurred_at >= case.opened_at:
                _answered(case, message)
                steps.append(_step(case, message))
                changed.add(case.pk)
    CaseStep.objects.bulk_create(steps, ignore_conflicts=True)
    done = [one for one in cases if one.pk in changed]
    Case.objects.bulk_update(done, ["state", "first_answer_at", "escalate_at"])
    tell_screens(done)


def _answered(case: Case, message: Message) -> None:
    case.first_answer_at = min(case.first_answer_at or message.occurred_at, message.occurred_at)
    case.state, case.escalate_at = CaseState.ANSWERED, None


def _step(case: Case, message: Message) -> CaseStep:
    is_public = channels.product_of(message.conversation.account).in_public
    return CaseStep(
        organisation_id=case.organisation_id,
        case=case,
        kind=StepKind.ANSWERED if is_public else StepKind.WROTE,
        at=message.occurred_at,
        member=message.member,
        text=message.text[:TEXT_LENGTH],
        facts={"message_id": message.pk, "conversation_id": message.conversation_id},
        reference=f"message:{message.pk}",
    )


def take_up(talks: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """(conversation, customer) of talks that began or went on: nobody's are the owner's of the open case, and its page
    shows them.
    """
    by_customer = {customer: conversation for conversation, customer in talks}
    rows = Case.objects.filter(customer_id__in=by_customer, state__in=OPEN_CASES)
    cases = list(rows.select_related("owner__role").order_by("id"))
    _hand_out([(case, by_customer[case.customer_id]) for case in cases if case.customer_id], now)
    tell_screens(cases)


def follow_owner(events: Sequence[CaseGiven], *, now: datetime) -> None:
    """What was the former owner's, of conversations with that customer, is the new owner's."""
    cases = Case.objects.filter(id__in=[event.case_id for event in events]).select_related("owner__role")
    by_id = {case.pk: case for case in cases}
    nobodys = []
    for event in events:
        case = by_id.get(event.case_id)
        if case is None or case.owner is None or case.owner_id != event.to_id or not case.owner.can("inbox.reply"):
            continue
        talks = Conversation.objects.filter(customer_id=case.customer_id or 0, state=ConversationState.OPEN)
        for talk in talks.filter(assignee_id=event.from_id or None).select_related("customer").order_by("id"):
            if talk.assignee_id is None:
                nobodys.append((case, talk.pk))
            else:
                inbox.assign(conversation=talk, to=case.owner, by=case.owner, now=now)
    _hand_out(nobodys, now)


def _hand_out(pairs: Iterable[tuple[Case, int]], now: datetime) -> None:
    gifts: dict[int, list[inbox.Gift]] = {}
    for case, conversation_id in pairs:
        if case.owner is not None and case.owner.can("inbox.reply"):
            gift = inbox.Gift(conversation_id, case.owner.pk, case.owner.name, Cause.CASE, f"#{case.number}")
            gifts.setdefault(case.organisation_id, []).append(gift)
    for organisation_id, found in gifts.items():
        inbox.hand_out(organisation_id, found, now=now, is_quiet=True)
