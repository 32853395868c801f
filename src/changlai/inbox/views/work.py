"""Handing over, closing and reopening a conversation."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, page
from changlai.inbox import actions, queries
from changlai.inbox.forms import AssignmentForm, ClosureForm
from changlai.inbox.models import CloseReason, Conversation
from changlai.inbox.queries.later import assignments_of
from changlai.inbox.tables.reasons import why
from changlai.inbox.views.shelf import address, where
from changlai.inbox.views.thread import desk
from changlai.ui.render import go_to, render, wants_fragment

SEARCH_FROM = 8  # colleagues; above, the menu has a search field


@page(can="inbox.assign")
def assignment(request: Request, conversation_id: int) -> HttpResponse:
    """Who may take it over; posting hands it over, an empty ``member`` puts it back on the shelf."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    if request.method == "POST":
        actions.assign(conversation=held, to=_chosen(request), by=request.member, now=timezone.now())
        return back(request, held)
    colleagues = queries.repliers(request.member)
    here = {"conversation": held, "colleagues": colleagues, "has_search": len(colleagues) > SEARCH_FROM}
    here |= {"where": where(request), "why": why(assignments_of(held)[:1])}
    return render(request, "inbox/assignment.html", here, block="choices")


@page(can="inbox.assign", methods=("POST",))
def closure(request: Request, conversation_id: int) -> HttpResponse:
    """The customer's matter is settled."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    form = ClosureForm(request.POST)
    chosen = form.cleaned_data["reason"] if form.is_valid() else None
    reason = CloseReason.objects.filter(pk=chosen, is_active=True).first() if chosen else None
    actions.close(conversation=held, by=request.member, now=timezone.now(), reason=reason)
    return back(request, held)


@page(can="inbox.assign", methods=("POST",))
def reopening(request: Request, conversation_id: int) -> HttpResponse:
    """It is not settled after all."""
    held = queries.get_to(request.member, "inbox.assign", conversation_id)
    actions.reopen(conversation=held, by=request.member, now=timezone.now())
    return back(request, held)


def _chosen(request: Request) -> Member | None:
    form = AssignmentForm(request.POST)
    if "member" not in request.POST or not form.is_valid():
        raise Http404  # an answer that got lost on its way is not "nobody"
    chosen = form.cleaned_data["member"]
    if chosen is None:
        return None
    member = accounts.visible_members(request.member).filter(pk=chosen, is_active=True).first()
    if member is None:
        raise Http404
    return member


def back(request: Request, held: Conversation) -> HttpResponse:
    """The conversation as it is now. Handed to somebody out of my sight, the inbox without it."""
    now = (
        queries.visible_to(request.member).filter(pk=held.pk).select_related("customer", "account", "assignee").first()
    )
    if now is not None and wants_fragment(request):
        return desk(request, now)
    if now is not None:
        return HttpResponseRedirect(address(request, held.pk))
    return go_to(request, address(request))
