"""Jobs that were given up, folded by their cause: what was wrong once is one row, however much it stopped."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import ngettext

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.channels.models import Account
from changlai.kernel.jobs import dead
from changlai.kernel.jobs.dead import Cause
from changlai.kernel.sentences import error_in_words
from changlai.ui.render import render
from changlai.web.operations import actions, queries
from changlai.web.operations.views.common import address, back, done, ids_of, reason_of, show
from changlai.web.operations.views.events import pretty


@dataclass(frozen=True, slots=True)
class CauseRow:
    """Why jobs lie dead, in words: what they were to do, and the channel account they had to do with."""

    cause: Cause
    why: str
    works: list[str]
    account: Account | None


@page(can="system.operate", methods=("GET",))
def jobs(request: Request) -> HttpResponse:
    """Why jobs of this organisation lie dead, the latest first."""
    place = place_of(request.GET.get("after", ""), int)
    found = dead.causes([request.organisation.pk], before=place[0] if place else 0)
    shown = found[: dead.PAGE]
    context = {
        "rows": _rows(shown),
        "next": f"{address(request, 'jobs')}?after={cursor_of(shown[-1].id)}" if len(found) > dead.PAGE else None,
        "first": address(request, "jobs") if place else None,
        "done": done(request),
    }
    return show(request, "jobs.html", context, tab="jobs", block="rows")


@page(can="system.operate", methods=("GET",))
def alike(request: Request, job_id: int) -> HttpResponse:
    """The jobs that failed as this one did, the latest of them."""
    orgs = [request.organisation.pk]
    found = dead.several(orgs, dead.alike(orgs, [job_id], limit=dead.PAGE))
    if not found:
        raise Http404
    context = {
        "why": error_in_words(found[0].error),
        "jobs": [(one, queries.work_in_words(one.kind)) for one in found],
        "most": dead.PAGE,
    }
    return render(request, "web/operations/alike.html", context, block="dialog")


@page(can="system.operate", methods=("GET",))
def job(request: Request, job_id: int) -> HttpResponse:
    """One dead job word for word; who looked is written down."""
    found = dead.get([request.organisation.pk], job_id)
    if found is None:
        raise Http404
    actions.note_looked(what="job", ids=[job_id], by=request.member)
    context = {
        "job": found,
        "work": queries.work_in_words(found.kind),
        "words": error_in_words(found.error),
        "body": pretty(found.body),
    }
    response = render(request, "web/operations/job.html", context, block="dialog")
    response["Cache-Control"] = "no-store"
    return response


@page(can="system.operate", methods=("POST",))
def revival(request: Request) -> HttpResponse:
    """Put what the ticked causes stopped, or one job alone, back into the queues."""
    alone, ticked = ids_of(request, "job"), ids_of(request, "cause")
    if alone:
        count = actions.revive_jobs(job_ids=alone, by=request.member)
    else:
        count = actions.revive_causes(job_ids=ticked, by=request.member)
    words = ngettext("%(num)d job is being tried again.", "%(num)d jobs are being tried again.", count)
    return back(request, "jobs", words % {"num": count})


@page(can="system.operate", methods=("POST",))
def removal(request: Request) -> HttpResponse:
    """Let what the ticked causes stopped go for good, with a reason."""
    count = actions.discard_causes(job_ids=ids_of(request, "cause"), reason=reason_of(request), by=request.member)
    return back(
        request, "jobs", ngettext("%(num)d job was discarded.", "%(num)d jobs were discarded.", count) % {"num": count}
    )


def _rows(found: list[Cause]) -> list[CauseRow]:
    accounts = channels.accounts_by_id(one.account_id for one in found if one.account_id)
    return [
        CauseRow(
            one,
            error_in_words(one.error),
            [queries.work_in_words(kind) for kind in one.kinds],
            accounts.get(one.account_id),
        )
        for one in found
    ]
