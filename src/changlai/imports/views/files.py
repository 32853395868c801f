"""Files to fetch: a sample to fill in, and rows that are not in yet."""

from django.http import Http404, HttpResponse

from changlai.accounts.pages import Request, page
from changlai.imports import actions, outgoing, parts, queries
from changlai.imports.responses import csv_response, xlsx_response


@page(can="customers.import", methods=("GET",))
def sample(request: Request, kind: str, form: str) -> HttpResponse:  # noqa: ARG001 - the shape of a page
    """A table with every column and one row of examples."""
    if kind not in parts.kinds() or form not in {"xlsx", "csv"}:
        raise Http404
    if form == "xlsx":
        return xlsx_response(outgoing.sample_xlsx(kind), f"changlai-{kind}.xlsx")
    return csv_response(outgoing.sample_csv(kind), f"changlai-{kind}.csv")


@page(can="customers.import", methods=("POST",))
def failures(request: Request, run_id: int) -> HttpResponse:
    """Rows that are not in, each with its reason; who fetched them is written down."""
    found = queries.get_for(request.member, run_id)
    actions.note_fetched(run=found, by=request.member)
    return csv_response(outgoing.failed_lines(found), f"{found.name.rpartition('.')[0] or found.name}-failed.csv")
