"""One conversation: its thread, answers, and reading it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from changlai.accounts.operations import cursor_of
from changlai.accounts.pages import Request, page
from changlai.channels import outbound
from changlai.channels import queries as channels
from changlai.inbox import actions, queries
from changlai.inbox.cursors import message_place
from changlai.inbox.enums import DraftKind
from changlai.inbox.errors import AnsweredMeanwhile, BadMoment, MayNotSend
from changlai.inbox.forms import ReplyForm
from changlai.inbox.models import Conversation, Message
from changlai.inbox.queries.desk import settings, usable_reasons
from changlai.inbox.queries.later import plans_of
from changlai.inbox.tables import Composer, Entry, Typed, beside, composer, entries, head_of, presence_texts
from changlai.inbox.tables.composer import words_decision
from changlai.inbox.tables.moments import moments, read_moment
from changlai.inbox.tables.wording import name_of
from changlai.inbox.views.shelf import address, shelf, where, whole
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.ui.render import render, wants_fragment

CONFLICT, UNPROCESSABLE = 409, 422


@page(can="inbox.view", methods=("GET",))
def conversation(request: Request, conversation_id: int) -> HttpResponse:
    """The inbox with one conversation open; with htmx only what stands beside the list."""
    return desk(request, queries.get_for(request.member, conversation_id))


@page(can="inbox.view", methods=("GET",))
@never_cache
def talk(request: Request, conversation_id: int) -> HttpResponse:
    """The thread and its composer alone, for a page of another module to show among its own; notes have their place
    there.
    """
    held = queries.get_for(request.member, conversation_id)
    here = _thread_of(request, held) | _composing(request, held, _drafts(request, held), may_note=False)
    return render(request, "inbox/talk.html", here, block="talk")


@page(can="inbox.view", methods=("GET",))
@never_cache
def messages(request: Request, conversation_id: int) -> HttpResponse:
    """Pieces of a thread: the latest page, what stands below ``after``, or an earlier page ``before`` a cursor."""
    held = queries.get_for(request.member, conversation_id)
    return _pieces(request, held, has_window=not request.GET.get("before"))


@page(can="inbox.reply", methods=("POST",))
def replies(request: Request, conversation_id: int) -> HttpResponse:
    """An answer. Refused by the gate: recorded, and the composer says why with the text still in it."""
    held = queries.get_to(request.member, "inbox.reply", conversation_id)
    form = ReplyForm(request.POST, request.FILES)
    text = request.POST.get("text", "")
    if not form.is_valid():
        return _refused(request, held, Typed(text=text, cc=request.POST.get("cc"), refusal=" ".join(_errors(form))))
    words = words_decision(held, text, timezone.now())
    if words.warnings and not form.cleaned_data["warned"]:
        refusal = " ".join(map(str, words.warnings))
        typed = Typed(text=text, cc=request.POST.get("cc"), refusal=refusal, is_warning=True)
        return _refused(request, held, typed, status=CONFLICT)
    return _give(request, held, form)


def _give(request: Request, held: Conversation, form: ReplyForm) -> HttpResponse:
    """Hand it in, now or for its hour; what is refused comes back."""
    text = request.POST.get("text", "")
    try:
        if moment := form.moment():
            _plan(request, held, form, moment)
            return answered(request, held.pk)
        given = actions.Given(
            form.cleaned_data["text"], form.uploads(), form.cleaned_data["seen"], form.cleaned_data["cc"]
        )
        actions.give(conversation=held, given=given, by=request.member, now=timezone.now())
    except AnsweredMeanwhile as refusal:
        typed = Typed(text=text, cc=request.POST.get("cc"), refusal=str(refusal.sentence), seen_id=refusal.message_id)
        return _refused(request, held, typed, status=refusal.status)
    except MayNotSend as refusal:  # the action's own transaction is rolled back, the page's goes on
        actions.refuse(request=refusal.request, decision=refusal.decision, by=request.member)
        still = str(refusal.decision.still_allowed)
        return _refused(
            request,
            held,
            Typed(text=text, cc=request.POST.get("cc"), refusal=str(refusal.sentence), still_allowed=still),
        )
    except Refusal as refusal:
        return _refused(request, held, Typed(text=text, cc=request.POST.get("cc"), refusal=str(refusal.sentence)))
    return answered(request, held.pk)


def _plan(request: Request, held: Conversation, form: ReplyForm, moment: str) -> None:
    """Keep the answer for its hour."""
    try:
        send_at = read_moment(moment)
    except ValueError:
        raise BadMoment from None
    actions.plan(
        conversation=held,
        text=form.cleaned_data["text"],
        uploads=form.uploads(),
        send_at=send_at,
        by=request.member,
        now=timezone.now(),
    )


@page(can="inbox.reply", methods=("POST",))
def attempts(request: Request, message_id: int) -> HttpResponse:
    """Send a failed or unknown message once more."""
    message = queries.message_for(request.member, message_id)
    held = queries.get_to(request.member, "inbox.reply", message.conversation_id)
    try:
        actions.retry(message=message, by=request.member, now=timezone.now())
    except MayNotSend as refusal:
        actions.refuse(request=refusal.request, decision=refusal.decision, by=request.member)
        still = str(refusal.decision.still_allowed)
        return _refused(request, held, Typed(refusal=str(refusal.sentence), still_allowed=still))
    return answered(request, held.pk)


@page(can="inbox.reply", methods=("POST",))
def recall(request: Request, message_id: int) -> HttpResponse:
    """Take an answer of one's own back, from the customer's sight too."""
    message = queries.message_for(request.member, message_id)
    held = queries.get_to(request.member, "inbox.reply", message.conversation_id)
    actions.recall(message=message, by=request.member, now=timezone.now())
    return answered(request, held.pk)


@page(can="inbox.view", methods=("POST",))
def reading(request: Request, conversation_id: int) -> HttpResponse:
    """The member has it before their eyes; unread for all it stays until somebody sees it who may answer."""
    held = queries.get_for(request.member, conversation_id)
    may_answer = queries.may(request.member, "inbox.reply", held)
    actions.read(conversation=held, by=request.member, may_answer=may_answer, now=timezone.now())
    return HttpResponse(status=204)


@page(can="inbox.view", methods=("GET",))
@never_cache
def customer(request: Request, conversation_id: int) -> HttpResponse:
    """The customer beside the thread, again after something has happened to them."""
    held = queries.get_for(request.member, conversation_id)
    here: dict[str, Any] = {"conversation": held, "head": head_of(held, timezone.now()), "where": where(request)}
    here["beside"] = beside(held, request.member, slug=request.organisation.slug)
    if request.GET.get("of") == str(held.customer_id):
        return render(request, "inbox/beside.html", here)
    response = render(request, "inbox/side.html", here)  # merged meanwhile: the panels were another one's
    response["HX-Retarget"] = "#side"
    return response


def desk(request: Request, held: Conversation, *, status: int = 200, typed: Typed | None = None) -> HttpResponse:
    """The page of a conversation, or for htmx what stands beside the list."""
    here = _thread_of(request, held) | _composing(request, held, typed or _drafts(request, held))
    here["beside"] = beside(held, request.member, slug=request.organisation.slug)
    if not wants_fragment(request):
        return whole(request, here | shelf(request, opened=held.pk), status=status)
    response = render(request, "inbox/work.html", here, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drafts(request: Request, held: Conversation) -> Typed:
    kept = queries.drafts(request.member, held)
    return Typed(text=kept.get(DraftKind.REPLY, ""), note=kept.get(DraftKind.NOTE, ""))


def _composing(request: Request, held: Conversation, typed: Typed, *, may_note: bool = True) -> dict[str, Any]:
    """What the head, the window and the composer show."""
    now = timezone.now()
    may_assign, may_reply, notes_here = (
        queries.may(request.member, permission, held) for permission in ("inbox.assign", "inbox.reply", "inbox.note")
    )
    reasons = usable_reasons() if may_assign else []
    made: Composer = composer(held, may_reply=may_reply, may_note=may_note and notes_here, now=now, typed=typed)
    return {
        "head": head_of(held, now),
        "composer": made,
        "may_assign": may_assign,
        "may_script": request.member.can("content.use"),
        "moments": moments(now),
        "plans": plans_of(held),
        "close_reasons": reasons,
        "is_reason_required": bool(reasons) and settings().is_reason_required,
        "presence_texts": presence_texts(),
        "has_window": True,
    }


def _thread_of(request: Request, held: Conversation) -> dict[str, Any]:
    """The part of the thread the address asks for: below a message, above a cursor, or the latest."""
    after = db.id_of(request.GET.get("after", ""))
    if after and (found := queries.thread_after(held, after)):
        anchor, below = found
        return _shown(request, held, below, above=anchor)
    at = db.id_of(request.GET.get("at", ""))
    if at and (around := queries.thread_around(held, at)):
        messages_there, has_earlier = around
        shown = _shown(request, held, messages_there, earlier=_cursor(messages_there) if has_earlier else "")
        return shown | {"at": at}
    latest, has_more = queries.thread(held, before=message_place(request.GET.get("before", "")))
    return _shown(request, held, latest, earlier=_cursor(latest) if has_more else "")


def _cursor(found: list[Message]) -> str:
    return cursor_of(found[0].occurred_at.isoformat(), found[0].pk)


def _shown(
    request: Request, held: Conversation, found: list[Message], *, above: Message | None = None, earlier: str = ""
) -> dict[str, Any]:
    names = queries.colleagues_in(held, found)
    drawn: list[Entry] = entries(found, colleagues=names, above=above, awaited=queries.awaited(found))
    return {
        "conversation": held,
        "entries": drawn,
        "earlier": earlier,
        "head_name": name_of(held.customer.name),
        "where": where(request),
        "last_id": found[-1].pk if found else 0,
        "hears": outbound.hears_of(account=held.account, address=held.address),
        "may_retry": queries.may(request.member, "inbox.reply", held),
        "may_note": queries.may(request.member, "inbox.note", held),
        "recall_since": _recall_since(held),
    }


def _recall_since(held: Conversation) -> datetime | None:
    """What was sent since then may be taken back; None where the channel has no way to."""
    minutes = channels.product_of(held.account).recall_minutes
    return timezone.now() - timedelta(minutes=minutes) if minutes else None


def answered(request: Request, conversation_id: int) -> HttpResponse:
    """After an answer: the thread's end and the window for a script, the page for a browser."""
    if not wants_fragment(request):
        return HttpResponseRedirect(address(request, conversation_id))
    return _pieces(request, queries.get_for(request.member, conversation_id), has_window=True)


def _pieces(request: Request, held: Conversation, *, has_window: bool) -> HttpResponse:
    here = _thread_of(request, held) | {"has_window": False}
    return render(request, "inbox/messages.html", here | (_composing(request, held, Typed()) if has_window else {}))


def _refused(request: Request, held: Conversation, typed: Typed, *, status: int = UNPROCESSABLE) -> HttpResponse:
    if not wants_fragment(request):
        return desk(request, held, status=status, typed=typed)
    return render(request, "inbox/refusal.html", _composing(request, held, typed), status=status)


def refused_note(request: Request, held: Conversation, sentence: str) -> HttpResponse:
    """The composer with the note still in it, and why it was not kept."""
    return _refused(request, held, Typed(note=request.POST.get("text", ""), is_note=True, refusal=sentence))


def _errors(form: ReplyForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
