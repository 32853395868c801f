"""The bell and the list of notices: everybody's own."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, member_page
from changlai.kernel import db
from changlai.notifications import actions, queries, registry
from changlai.ui.render import render

IN_MENU = 8


@member_page
def bell(request: Request) -> HttpResponse:
    """The count on the bell, with what the page needs to ring it. Asked anew after every live event."""
    context = {
        "count": queries.unread_count(request.member),
        "most": queries.MOST_COUNTED,
        "latest": queries.latest(request.member),
        "habits": queries.habits_of(request.member),
    }
    return render(request, "notifications/bell.html", context)


@member_page
def menu(request: Request) -> HttpResponse:
    """The newest notices, below the bell."""
    return render(request, "notifications/menu.html", {"told": queries.listed(request.member, limit=IN_MENU)})


@member_page
def notices(request: Request) -> HttpResponse:
    """Everything the member was told, the newest first; of one kind or unread only, when asked."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in registry.kinds() else ""
    unread_only = request.GET.get("show") == "unread"
    before = request.GET.get("before", "")
    place = db.id_of(before)
    found = list(
        queries.listed(request.member, unread_only=unread_only, kind=kind, before=place, limit=queries.LIST + 1)
    )
    asked = {"show": "unread" if unread_only else "", "kind": kind}
    following = (
        _address(request, **asked, before=str(found[queries.LIST - 1].id)) if len(found) > queries.LIST else None
    )
    context = {
        "told": found[: queries.LIST],
        "kind": kind,
        "kinds": registry.kinds().values(),
        "unread_only": unread_only,
        "all": _address(request, kind=kind),
        "unread": _address(request, show="unread", kind=kind),
        "count": queries.unread_count(request.member),
        "most": queries.MOST_COUNTED,
        "first": _address(request, **asked) if place else None,
        "next": following,
    }
    return render(request, "notifications/list.html", context, block="list")


@member_page
def notice(request: Request, notification_id: int) -> HttpResponse:
    """Open what a notice is about, and count it as read: links in mails and in the work app lead here."""
    found = queries.get_for(request.member, notification_id)
    actions.mark_read(notification=found, now=timezone.now())
    return HttpResponseRedirect(found.url or _address(request))


@member_page
def read(request: Request, notification_id: int) -> HttpResponse:
    """Count one as read without opening it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.mark_read(notification=queries.get_for(request.member, notification_id), now=timezone.now())
    return HttpResponseRedirect(_back(request))


@member_page
def all_read(request: Request) -> HttpResponse:
    """Count everything as read."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.mark_all_read(member=request.member, now=timezone.now())
    return HttpResponseRedirect(_back(request))


def _back(request: Request) -> str:
    """The list as it was looked at: only its own filters are taken over."""
    return _address(request, show=request.POST.get("show", ""), kind=request.POST.get("kind", ""))


def _address(request: Request, **asked: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    place = reverse("notifications:list", args=[request.organisation.slug])
    return f"{place}?{query}" if query else place
