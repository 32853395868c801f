"""A conversation's time: snoozing it, and messages planned for later."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, page
from changlai.inbox import actions, queries
from changlai.inbox.errors import BadMoment, BadSnooze, MayNotSend
from changlai.inbox.models import LaterMessage
from changlai.inbox.queries.later import plan_to
from changlai.inbox.tables.moments import FORM, read_moment
from changlai.inbox.views.shelf import where
from changlai.inbox.views.work import back
from changlai.kernel.errors import Refusal
from changlai.ui.render import render, wants_fragment

UNPROCESSABLE = 422


@page(can="inbox.assign", methods=("POST",))
def snooze(request: Request, conversation_id: int) -> HttpResponse:
    """Out of sight until ``until`` (a datetime-local value in the organisation's zone)."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    try:
        until = read_moment(request.POST.get("until") or request.POST.get("until_at", ""))
    except ValueError:
        raise BadSnooze from None
    actions.snooze(conversation=held, until=until, by=request.member, now=timezone.now())
    return back(request, held)


@page(can="inbox.assign", methods=("POST",))
def waking(request: Request, conversation_id: int) -> HttpResponse:
    """Back before its time."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    actions.wake(conversation=held, by=request.member, now=timezone.now())
    return back(request, held)


@page(can="inbox.reply")
def plan(request: Request, plan_id: int) -> HttpResponse:
    """A planned message: its words and its hour, to be changed."""
    later = plan_to(request.member, plan_id)
    if request.method != "POST":
        return _dialog(request, later, text=later.text, at=timezone.localtime(later.send_at).strftime(FORM))
    text, at = request.POST.get("text", ""), request.POST.get("send_at", "")
    now = timezone.now()
    try:
        actions.change_plan(later=later, text=text, send_at=_moment(at), by=request.member, now=now)
    except MayNotSend as refusal:
        actions.refuse(request=refusal.request, decision=refusal.decision, by=request.member)
        return _dialog(request, later, text=text, at=at, refusal=str(refusal.sentence))
    except Refusal as refusal:
        return _dialog(request, later, text=text, at=at, refusal=str(refusal.sentence))
    if wants_fragment(request):  # the dialog closes; the thread hears of the change by itself
        return HttpResponse("", headers={"HX-Trigger": "closeDialog"})
    return back(request, later.conversation)


@page(can="inbox.reply", methods=("POST",))
def sending(request: Request, plan_id: int) -> HttpResponse:
    """Do not wait for its hour."""
    later = plan_to(request.member, plan_id)
    actions.send_now(later=later, by=request.member, now=timezone.now())
    return back(request, later.conversation)


@page(can="inbox.reply", methods=("POST",))
def cancellation(request: Request, plan_id: int) -> HttpResponse:
    """It is not sent."""
    later = plan_to(request.member, plan_id)
    actions.call_off(later=later)
    return back(request, later.conversation)


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise BadMoment from None


def _dialog(request: Request, later: LaterMessage, *, text: str, at: str, refusal: str = "") -> HttpResponse:
    context = {"plan": later, "text": text, "at": at, "refusal": refusal, "where": where(request)}
    context["files"] = _("%(count)d files go along") % {"count": len(later.file_ids)} if later.file_ids else ""
    return render(request, "inbox/plan.html", context, block="dialog", status=UNPROCESSABLE if refusal else 200)
