"""Jobs that were given up."""

from django.http import Http404, HttpResponse
from django.utils.translation import ngettext

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.kernel.jobs import dead
from changlai.ui.render import render
from changlai.web.operations import actions, wording
from changlai.web.operations.views.common import address, back, done, ids_of, reason_of, show
from changlai.web.operations.views.events import pretty


@page(can="system.operate", methods=("GET",))
def jobs(request: Request) -> HttpResponse:
    """Dead jobs of this organisation, the latest first."""
    place = place_of(request.GET.get("after", ""), int)
    found = dead.page([request.organisation.pk], before=place[0] if place else 0)
    shown = found[: dead.PAGE]
    context = {
        "rows": [(one, wording.error_in_words(one.error)) for one in shown],
        "next": f"{address(request, 'jobs')}?after={cursor_of(shown[-1].id)}" if len(found) > dead.PAGE else None,
        "first": address(request, "jobs") if place else None,
        "done": done(request),
    }
    return show(request, "jobs.html", context, tab="jobs", block="rows")


@page(can="system.operate", methods=("GET",))
def job(request: Request, job_id: int) -> HttpResponse:
    """One dead job word for word; who looked is written down."""
    found = dead.get([request.organisation.pk], job_id)
    if found is None:
        raise Http404
    actions.note_looked(what="job", ids=[job_id], by=request.member)
    context = {"job": found, "words": wording.error_in_words(found.error), "body": pretty(found.body)}
    response = render(request, "web/operations/job.html", context, block="dialog")
    response["Cache-Control"] = "no-store"
    return response


@page(can="system.operate", methods=("POST",))
def revival(request: Request) -> HttpResponse:
    """Put the ticked ones back into their queues."""
    count = actions.revive_jobs(job_ids=ids_of(request, "job"), by=request.member)
    words = ngettext("%(num)d job is being tried again.", "%(num)d jobs are being tried again.", count)
    return back(request, "jobs", words % {"num": count})


@page(can="system.operate", methods=("POST",))
def removal(request: Request) -> HttpResponse:
    """Let the ticked ones go for good, with a reason."""
    count = actions.discard_jobs(job_ids=ids_of(request, "job"), reason=reason_of(request), by=request.member)
    return back(
        request, "jobs", ngettext("%(num)d job was discarded.", "%(num)d jobs were discarded.", count) % {"num": count}
    )
