"""What the pages of the machine room share: their tabs, cursors and results."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request
from changlai.kernel import db
from changlai.kernel.events import dead
from changlai.ui.render import render

_DEAD_JOBS = "select count(*) from lease where organisation_id = any(%s) and state = 'dead'"
REASON_LENGTH = 300


def show(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    tab: str,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the machine room below its tabs."""
    return render(
        request, f"web/operations/{template}", {"tabs": tabs(request, tab), **context}, block=block, status=status
    )


def tabs(request: Request, here: str) -> list[dict[str, Any]]:
    """The four tabs, with what lies dead."""
    orgs = [request.organisation.pk]
    events = sum(dead.counts(orgs).values())
    jobs = int(db.value(_DEAD_JOBS, (orgs,)))
    return [
        {"label": label, "href": address(request, name), "on": name == here, "count": count}
        for name, label, count in (
            ("overview", _("At work"), None),
            ("events", _("Dead events"), events),
            ("jobs", _("Dead jobs"), jobs),
            ("flow", _("Flow"), None),
        )
    ]


def address(request: Request, name: str, *arguments: object) -> str:
    """A page of the machine room."""
    return reverse(f"operations:{name}", args=[request.organisation.slug, *arguments])


def back(request: Request, name: str, done: str) -> HttpResponse:
    """To a list, which says what has just been done."""
    request.session["operations_done"] = done
    return HttpResponseRedirect(address(request, name))


def done(request: Request) -> str:
    """What has just been done, told once."""
    return str(request.session.pop("operations_done", "")) if "operations_done" in request.session else ""


def reason_of(request: Request) -> str:
    """Why something is discarded, as typed."""
    return request.POST.get("reason", "").replace("\x00", "").strip()[:REASON_LENGTH]


def ids_of(request: Request, name: str) -> list[int]:
    """The ids that were ticked."""
    return db.ids_of(request.POST.getlist(name))
