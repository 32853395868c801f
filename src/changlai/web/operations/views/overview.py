"""Everything at work, and the street it works on."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.kernel import backlog, backups
from changlai.kernel.events import flow as street
from changlai.kernel.sentences import error_in_words
from changlai.web.operations import queries
from changlai.web.operations.views.common import done, show


@page(can="system.operate", methods=("GET",))
def overview(request: Request) -> HttpResponse:
    """Consumers with their lag, queues, clocks; looks again by itself."""
    here = request.organisation.pk
    context = {
        "log": backlog.log_state(),
        "consumers": queries.consumer_rows(here),
        "queues": backlog.queues_of([here]),
        "crons": [(row, error_in_words(row.error) if row.error else "") for row in queries.cron_rows(here)],
        "can_rewind": len(accounts.organisation_ids()) == 1,
        "now": timezone.now(),
        "backup": backups.last(settings.DATA_DIR),
        "is_nightly": bool(settings.BACKUP_PATH),
        "backups_kept": settings.BACKUP_KEEP,
        "done": done(request),
    }
    return show(request, "overview.html", context, tab="overview", block="state")


@page(can="system.operate", methods=("GET",))
def flow(request: Request) -> HttpResponse:
    """Which event reaches whom, read from the program itself."""
    return show(request, "flow.html", {"pairs": street.pairs()}, tab="flow")
