"""Events that a consumer gave up on."""

import json
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.kernel import db
from changlai.kernel.events import dead
from changlai.kernel.events.dead import DeadEvent, Replayed
from changlai.kernel.sentences import error_in_words
from changlai.ui.render import render
from changlai.web.operations import actions
from changlai.web.operations.actions import Place
from changlai.web.operations.views.common import address, back, done, reason_of, show


@page(can="system.operate", methods=("GET",))
def events(request: Request) -> HttpResponse:
    """Dead events of this organisation, the latest first."""
    orgs, consumer = [request.organisation.pk], request.GET.get("consumer", "").replace("\x00", "")
    place = place_of(request.GET.get("after", ""), int, str)
    found = dead.page(orgs, consumer=consumer, before=(place[0], place[1]) if place else None)
    shown = found[: dead.PAGE]
    context = {
        "rows": [(one, error_in_words(one.error)) for one in shown],
        "consumer": consumer,
        "counts": dead.counts(orgs),
        "next": _next(request, shown, consumer) if len(found) > dead.PAGE else None,
        "first": address(request, "events") if place else None,
        "done": done(request),
    }
    return show(request, "events.html", context, tab="events", block="rows")


@page(can="system.operate", methods=("GET",))
def event(request: Request, consumer: str, event_id: int) -> HttpResponse:
    """One dead event word for word; who looked is written down."""
    found = dead.get([request.organisation.pk], consumer, event_id) if "\x00" not in consumer else None
    if found is None:
        raise Http404
    actions.note_looked(what="event", ids=[consumer, event_id], by=request.member)
    context = {"event": found, "words": error_in_words(found.error), "body": pretty(found.body)}
    response = render(request, "web/operations/event.html", context, block="dialog")
    response["Cache-Control"] = "no-store"
    return response


@page(can="system.operate", methods=("POST",))
def replay(request: Request) -> HttpResponse:
    """Hand the ticked ones, or all of a consumer, to it again."""
    if request.POST.get("all"):
        found = actions.replay_all_events(consumer=request.POST["all"].replace("\x00", ""), by=request.member)
    else:
        found = actions.replay_events(places=_places(request), by=request.member)
    return back(request, "events", _outcome(found))


@page(can="system.operate", methods=("POST",))
def removal(request: Request) -> HttpResponse:
    """Let the ticked ones go for good, with a reason."""
    count = actions.discard_events(places=_places(request), reason=reason_of(request), by=request.member)
    return back(
        request,
        "events",
        ngettext("%(num)d event was discarded.", "%(num)d events were discarded.", count) % {"num": count},
    )


def pretty(body: str) -> str:
    """JSON, indented to be read."""
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)


def _places(request: Request) -> list[Place]:
    """The ticked rows: "consumer/event" each."""
    told = (one.replace("\x00", "").rpartition("/") for one in request.POST.getlist("event"))
    return [(consumer, found) for consumer, _slash, event_id in told if consumer and (found := db.id_of(event_id))]


def _outcome(found: Replayed) -> str:
    done_words = ngettext("%(num)d event was handled.", "%(num)d events were handled.", len(found.done)) % {
        "num": len(found.done)
    }
    if not found.failed:
        return done_words
    failed = ngettext("%(num)d failed again and stays here.", "%(num)d failed again and stay here.", len(found.failed))
    return _("%(done)s %(failed)s") % {"done": done_words, "failed": failed % {"num": len(found.failed)}}


def _next(request: Request, shown: list[DeadEvent], consumer: str) -> str:
    query = {"after": cursor_of(shown[-1].event_id, shown[-1].consumer)} | ({"consumer": consumer} if consumer else {})
    return f"{address(request, 'events')}?{urlencode(query)}"
