"""Where one drops a table, and the imports so far."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.imports import actions, parts, queries, wording
from changlai.imports.forms import UploadForm
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records import queries as records
from changlai.ui.render import render

UNPROCESSABLE = 422


@page(can="customers.import")
def imports(request: Request) -> HttpResponse:
    """The place to drop a file, and the imports so far; posting a file begins one."""
    if request.method != "POST":
        return _shown(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, str(form.errors.get("file", [""])[0]))
    file = form.cleaned_data["file"]
    try:
        run = actions.begin(
            kind=form.cleaned_data["kind"] or "customer",
            content=file,
            name=file.name,
            declared_type=file.content_type or "",
            by=request.member,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _shown(request, str(refusal.sentence))
    return HttpResponseRedirect(reverse("imports:run", args=[request.organisation.slug, run.pk]))


def _shown(request: Request, error: str = "") -> HttpResponse:
    before = db.id_of(request.GET.get("before", ""))
    found = queries.latest(request.member, before=before)
    kinds = [(slug, records.kinds()[slug]) for slug in parts.kinds() if parts.may_write(request.member, slug)]
    asked = request.GET.get("kind", "")
    here = reverse("imports:list", args=[request.organisation.slug])
    shown = found[: queries.RUNS]
    context: dict[str, Any] = {
        "runs": [(run, *wording.STATES[run.state], wording.trouble_of(run)) for run in shown],
        "kinds": kinds,
        "kind": asked if asked in dict(kinds) else "customer",
        "templates": [one for slug, _kind in kinds for one in queries.templates(slug)],
        "error": error,
        "limit": actions.FILE_BYTES,
        "first": here if before else None,
        "next": f"{here}?before={shown[-1].pk}" if len(found) > queries.RUNS else None,
    }
    return render(request, "imports/list.html", context, status=UNPROCESSABLE if error else 200)


@page(can="customers.import", methods=("POST",))
def template_removal(request: Request, template_id: int) -> HttpResponse:
    """Forget a template."""
    actions.drop_template(template=queries.template_of(request.member, template_id), by=request.member)
    return HttpResponseRedirect(reverse("imports:list", args=[request.organisation.slug]))
