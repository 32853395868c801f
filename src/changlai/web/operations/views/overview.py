"""Everything at work, and the street it works on."""

from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.kernel import backlog
from changlai.kernel.events import flow as street
from changlai.web.operations import queries, wording
from changlai.web.operations.views.common import done, show


@page(can="system.operate", methods=("GET",))
def overview(request: Request) -> HttpResponse:
    """Consumers with their lag, queues, clocks; looks again by itself."""
    context = {
        "log": backlog.log_state(),
        "consumers": queries.consumer_rows(request.organisation.pk),
        "queues": backlog.queues_of([request.organisation.pk]),
        "crons": [(row, wording.error_in_words(row.error) if row.error else "") for row in queries.cron_rows()],
        "can_rewind": len(accounts.organisation_ids()) == 1,
        "now": timezone.now(),
        "done": done(request),
    }
    return show(request, "overview.html", context, tab="overview", block="state")


@page(can="system.operate", methods=("GET",))
def flow(request: Request) -> HttpResponse:
    """Which event reaches whom, read from the program itself."""
    return show(request, "flow.html", {"pairs": street.pairs()}, tab="flow")
