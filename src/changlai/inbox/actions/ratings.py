"""Asking customers how it was, once for each conversation, and keeping what they say."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from changlai.accounts.models import Organisation
from changlai.channels import outbound
from changlai.channels import queries as channels
from changlai.channels.contracts import Choice, Content
from changlai.channels.enums import ContentKind
from changlai.compliance import actions as compliance
from changlai.compliance import queries as gate
from changlai.inbox.actions.deliveries import reference
from changlai.inbox.actions.notifying import Word, tell_members
from changlai.inbox.actions.reply import refuse, send_request
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.enums import Author, ConversationState, MessageState, RatingState
from changlai.inbox.errors import RatedAlready
from changlai.inbox.events import ConversationClosed, ConversationRated
from changlai.inbox.models import Conversation, Message, Rating
from changlai.inbox.notices import RATED_BADLY
from changlai.inbox.queries.desk import rating_question
from changlai.kernel import crypto, db
from changlai.kernel.events import publish
from changlai.kernel.jobs import NewJob, add

ASK, THANK = "inbox.ask_rating", "inbox.thank_rating"
PURPOSE = "rating"
LINK_DAYS = 30
LOW = 2  # and below: the assignee is told
COMMENT_LENGTH = 1000
CHOICE = re.compile(r"rate-(\d{1,18})-([1-5])", re.ASCII)
_DUE = """
    insert into inbox_rating (organisation_id, conversation_id, member_id, state, reason, comment, due_at)
    select c.organisation_id, c.id, c.assignee_id, 'due', '', '', %(now)s
    from inbox_conversation c
    join inbox_desksettings s on s.organisation_id = c.organisation_id and s.is_rated
    join customers_customer u on u.organisation_id = c.organisation_id and u.id = c.customer_id and u.binned_at is null
    left join inbox_closereason r on r.organisation_id = c.organisation_id and r.id = c.close_reason_id
    where c.organisation_id = any(%(orgs)b::bigint[]) and c.id = any(%(ids)b::bigint[]) and c.state = 'closed'
      and c.first_answer_at is not null and coalesce(r.is_rated, true)
    order by c.organisation_id, c.id
    on conflict (organisation_id, conversation_id) do update set state = 'due', reason = '',
      member_id = excluded.member_id, due_at = excluded.due_at where inbox_rating.state = 'not_asked'
    returning id, organisation_id"""


def order_ratings(events: Sequence[ConversationClosed], *, now: datetime) -> None:
    """Conversations have ended: have those customers asked who were answered, where the organisation wants that.

    Once each; who could not be asked at an earlier end is asked at this one.
    """
    known = {"now": now, "orgs": [e.organisation_id for e in events], "ids": [e.conversation_id for e in events]}
    rows = db.rows(_DUE, known)
    add("jobs", [NewJob(row[1], ASK, {"rating_id": row[0]}, unique_key=f"rating:{row[0]}") for row in rows])


@transaction.atomic
def ask(*, rating_id: int, now: datetime) -> None:
    """Put the question to the customer: through the gate, within the window; else it is written down why not."""
    rating = Rating.objects.select_for_update().filter(id=rating_id, state=RatingState.DUE).first()
    if rating is None:
        return
    held = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=rating.conversation_id)
    organisation = Organisation.objects.get(pk=rating.organisation_id)
    if held.state != ConversationState.CLOSED:
        _settle(rating, RatingState.NOT_ASKED, reason="")
        return
    with translation.override(organisation.language), timezone.override(ZoneInfo(organisation.time_zone)):
        content = _question(held, rating)
        request = send_request(held, kind=content.kind, text=content.text, now=now)
        decision = gate.may_contact(request)
        if not decision.allowed:
            refuse(request=request, decision=decision, by=None)
            _settle(rating, RatingState.NOT_ASKED, reason=str(decision.sentence))
            return
        compliance.note_contact(request)
        _send(held, content, "rating_asked", now)
    rating.asked_at = now
    _settle(rating, RatingState.ASKED)


@transaction.atomic
def thank(*, rating_id: int, now: datetime) -> None:
    """Thank who has tapped a score, with a link to say more; not sent where the gate says no."""
    rating = Rating.objects.filter(id=rating_id, comment="").first()
    if rating is None:
        return
    held = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=rating.conversation_id)
    organisation = Organisation.objects.get(pk=rating.organisation_id)
    with translation.override(organisation.language):
        text = _("Thank you! If you like, tell us more: %(link)s") % {"link": link_of(rating)}
    content = Content(text=text)
    if gate.may_contact(send_request(held, kind=content.kind, text=text, now=now)).allowed:
        _send(held, content, "rating_thanked", now)


def link_of(rating: Rating) -> str:
    """The page where the customer rates without a menu; good for LINK_DAYS days."""
    claims = {"o": rating.organisation_id, "r": rating.pk}
    ticket = crypto.sign_ticket(claims, timedelta(days=LINK_DAYS).total_seconds(), purpose=PURPOSE)
    return f"{settings.PUBLIC_URL}{reverse('rating:rating', args=[ticket])}"


@transaction.atomic
def rate(*, rating: Rating, score: int, comment: str, now: datetime) -> None:
    """The customer's word on the page: a score, once; a comment may follow a score given before.

    Raises RatedAlready when there is nothing left to say.
    """
    held = Rating.objects.select_for_update().get(id=rating.pk)
    if held.score is not None and (held.comment or not comment.strip()):
        raise RatedAlready
    is_new = held.score is None
    held.score = held.score or score
    held.comment, held.rated_at, held.state = comment.strip()[:COMMENT_LENGTH], held.rated_at or now, RatingState.RATED
    held.save(update_fields=["score", "comment", "rated_at", "state"])
    conversation = Conversation.objects.select_for_update().get(id=held.conversation_id)
    Message.objects.create(
        conversation=conversation,
        author=Author.SYSTEM,
        kind="rated",
        content={"raw": {"score": held.score, "comment": held.comment}},
        occurred_at=now,
    )
    if is_new:
        keep_score(conversation, held, now)
    else:
        tell_one(conversation, "state")


def keep_score(conversation: Conversation, rating: Rating, now: datetime) -> None:
    """The score stands on the conversation; a low one is told to who looked after it."""
    Conversation.objects.filter(id=conversation.pk).update(score=rating.score)
    publish(
        ConversationRated(
            organisation_id=conversation.organisation_id,
            key=conversation.customer_id,
            conversation_id=conversation.pk,
            customer_id=conversation.customer_id,
            member_id=rating.member_id or 0,
            score=rating.score or 0,
            at=now,
        )
    )
    tell_one(conversation, "state")
    if rating.member_id and (rating.score or LOW + 1) <= LOW:
        values = {"score": rating.score or 0}
        tell_members([Word(RATED_BADLY, rating.member_id, conversation.pk, f"rated:{rating.pk}", values)])


def _question(held: Conversation, rating: Rating) -> Content:
    question = rating_question()
    if ContentKind.MENU not in channels.product_of(held.account).sends:
        return Content(text=f"{question}\n{link_of(rating)}")
    labels = (_("Very satisfied"), _("Satisfied"), _("Neither"), _("Unsatisfied"), _("Very unsatisfied"))
    choices = tuple(
        Choice(id=f"rate-{rating.pk}-{5 - place}", text=f"{'★' * (5 - place)} {label}")
        for place, label in enumerate(labels)
    )
    return Content(kind=ContentKind.MENU, text=question, choices=choices)


def _send(held: Conversation, content: Content, kind: str, now: datetime) -> None:
    """A line in the thread, and its copy at the door out."""
    message = Message.objects.create(
        conversation=held,
        author=Author.SYSTEM,
        kind=kind,
        text="",
        content=msgspec.to_builtins(content),
        occurred_at=now,
        state=MessageState.QUEUED,
    )
    outbound.enqueue(
        account=held.account,
        key=secrets.token_hex(15),
        reference=reference(message.id),
        thread=held.id,
        address=held.address,
        content=content,
    )
    held.window_sent += 1
    held.save(update_fields=["window_sent"])
    tell_one(held, "message")


def _settle(rating: Rating, state: RatingState, *, reason: str = "") -> None:
    rating.state, rating.reason = state, reason
    rating.save(update_fields=["state", "reason", "asked_at"])
