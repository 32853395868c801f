"""Writing in private to somebody a case is about, and asking them how it was solved."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from changlai.accounts.models import Member, Organisation
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation
from changlai.kernel import crypto
from changlai.kernel.events import publish
from changlai.listening.actions.cases import begin, hold, hold_open, step
from changlai.listening.actions.cases_telling import note_on_timelines, tell, tell_screens
from changlai.listening.contracts import SCORE_COMMENT_LENGTH
from changlai.listening.enums import CaseState, StepKind
from changlai.listening.errors import NoPrivateTalk, NotSolvedYet, RatedBefore
from changlai.listening.events import CaseRated
from changlai.listening.models import Case
from changlai.listening.notices import RATED
from changlai.listening.queries.cases_talks import grounds_of, private_talk

SURVEY = "listening.survey"  # purpose of its ticket
LINK_DAYS = 14
LOW = 2  # and below: the owner is told


@transaction.atomic
def begin_private(*, case: Case, by: Member, now: datetime) -> Conversation:
    """The conversation in private with whom a case is about, begun where there is none; nothing is sent.

    Raises CaseClosed, NoPrivateTalk.
    """
    held = hold_open(case)
    grounds = grounds_of(held)
    if grounds is None or held.customer is None:
        raise NoPrivateTalk
    begin(held)
    reached = inbox.Grounds(grounds.address, grounds.identity_id, grounds.window_opened_at, grounds.window_sent)
    return inbox.reach_out(customer=held.customer, account=grounds.account, grounds=reached, by=by, now=now)


@transaction.atomic
def ask_how_it_was(*, case: Case, by: Member, now: datetime) -> None:
    """Send the person a link to two taps, by the private conversation; a link sent before leads nowhere any more.

    Raises NotSolvedYet, NoPrivateTalk, RatedBefore, and inbox.MayNotSend with the gate's rule.
    """
    (held,) = hold([case.pk])
    if held.state != CaseState.SOLVED:
        raise NotSolvedYet
    if held.rated_at is not None:
        raise RatedBefore
    talk = private_talk(held)
    if talk is None:
        raise NoPrivateTalk
    link = _link(held)
    organisation = Organisation.objects.get(pk=held.organisation_id)
    with translation.override(organisation.language):
        text = _("Are you content with how we solved it? Two taps tell us: %(link)s") % {"link": link}
    inbox.send_reply(conversation=talk, draft=inbox.Draft(text=text), by=by, now=now)
    step(held, StepKind.WROTE, by, now, facts={"survey": True})
    tell_screens([held])


def can_be_asked(case: Case) -> bool:
    """Whether there is a way to ask: it is solved, not rated, and there is a conversation in private."""
    return case.state == CaseState.SOLVED and case.rated_at is None and private_talk(case) is not None


def _link(case: Case) -> str:
    claims = {"o": case.organisation_id, "c": case.pk, "s": secrets.token_hex(8)}
    ticket = crypto.sign_ticket(claims, timedelta(days=LINK_DAYS).total_seconds(), purpose=SURVEY)
    case.survey = digest(ticket)
    case.save(update_fields=["survey"])
    return f"{settings.PUBLIC_URL}{reverse('survey:survey', args=[ticket])}"


def digest(ticket: str) -> str:
    """What is kept of a link: enough to know it again, not to make it."""
    return hashlib.sha256(ticket.encode()).hexdigest()


@transaction.atomic
def rate(*, case: Case, score: int, comment: str, now: datetime) -> None:
    """The customer says how content they are, 1 to 5; once. Raises RatedBefore."""
    held = Case.objects.select_for_update(of=("self",)).select_related("owner").get(pk=case.pk)
    if held.rated_at is not None:
        raise RatedBefore
    held.score, held.score_comment, held.rated_at = score, comment.strip()[:SCORE_COMMENT_LENGTH], now
    held.save(update_fields=["score", "score_comment", "rated_at"])
    step(held, StepKind.RATED, None, now, text=held.score_comment, facts={"score": score}, reference="rated")
    publish(
        CaseRated(
            organisation_id=held.organisation_id,
            key=held.pk,
            case_id=held.pk,
            customer_id=held.customer_id or 0,
            score=score,
            at=now,
        )
    )
    note_on_timelines([held], what="rated", at=now)
    if score <= LOW:
        tell([(held, held.owner_id, RATED, "rated")], {"score": score})
    tell_screens([held])
