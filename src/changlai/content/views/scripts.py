"""The library of scripts: list, one script, its files."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.content import actions, queries
from changlai.content.actions import Wording
from changlai.content.contracts import VARIABLES, filled, unknown
from changlai.content.enums import Shelf
from changlai.content.forms import ScriptForm
from changlai.content.models import Script
from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.ui.render import go_to, render


@page(can="content.use", methods=("GET",))
def scripts(request: Request) -> HttpResponse:
    """The scripts within sight, by folder; ``shelf``, ``folder`` and ``q`` choose."""
    asked = request.GET.get("shelf", "")
    shelf = Shelf(asked) if asked in set(Shelf) else Shelf.ALL
    folder, text = request.GET.get("folder"), request.GET.get("q", "")
    place = place_of(request.GET.get("after", ""), str, str, int)
    found, after = queries.page(request.member, shelf=shelf, folder=folder, text=text, after=place)
    chosen = {name: request.GET[name] for name in ("shelf", "folder", "q") if request.GET.get(name)}
    here = {
        "rows": found,
        "changeable": {one.pk for one in found if queries.can_change(request.member, one)},
        "files": queries.files_of(found),
        "shelf": shelf,
        "folder": folder,
        "q": text,
        "folders": queries.folders(request.member),
        "chosen": chosen,
        "next": cursor_of(*after) if after else "",
        "may_manage": request.member.can("content.manage"),
    }
    return render(request, "content/scripts.html", here, block="rows")


@page(can="content.use")
def new(request: Request) -> HttpResponse:
    """A new script, in a dialog."""
    return _form(request, None)


@page(can="content.use")
def script(request: Request, script_id: int) -> HttpResponse:
    """Change a script, in a dialog."""
    return _form(request, queries.get_to_change(request.member, script_id))


@page(can="content.use", methods=("POST",))
def removal(request: Request, script_id: int) -> HttpResponse:
    """Delete a script."""
    actions.remove(script=queries.get_to_change(request.member, script_id), by=request.member)
    return back(request)


@page(can="content.use", methods=("GET",))
def file(request: Request, script_id: int, file_id: int) -> HttpResponse:
    """A file that goes with a script."""
    found = queries.file_for(request.member, script_id, file_id)
    try:
        return cast("HttpResponse", files.response(request, found, download="download" in request.GET))
    except FileNotFoundError:
        raise Http404 from None


@page(can="content.use", methods=("POST",))
def file_removal(request: Request, script_id: int, file_id: int) -> HttpResponse:
    """It does not go with it any more."""
    held = queries.get_to_change(request.member, script_id)
    actions.drop_file(script=held, file_id=file_id)
    return _form(request, held, given=False)


@page(can="content.use", methods=("POST",))
def preview(request: Request) -> HttpResponse:
    """How a text reads with sample values, or which variable there is not."""
    text = request.POST.get("text", "")
    samples = {one.name: str(one.sample) for one in VARIABLES}
    here = {"shown": filled(text, samples).text, "strange": unknown(text)}
    return render(request, "content/preview.html", here)


def back(request: Request) -> HttpResponse:
    """To the library; htmx is sent there as a whole."""
    url = reverse("content:scripts", args=[request.organisation.slug])
    return go_to(request, url)


def _form(request: Request, held: Script | None, *, given: bool = True) -> HttpResponse:
    may_manage = request.member.can("content.manage")
    is_given = given and request.method == "POST"
    form = ScriptForm(
        request.POST if is_given else None,
        request.FILES if is_given else None,
        initial=_initial(held, may_manage=may_manage),
        may_manage=may_manage,
        folders=queries.folders(request.member),
    )
    if form.is_valid():
        try:
            _keep(request, held, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return back(request)
    kept = queries.files_of([held])[held.pk] if held else []
    here = {"form": form, "script": held, "variables": VARIABLES, "files": kept}
    return render(request, "content/script.html", here, block="dialog", status=422 if form.is_bound else 200)


def _initial(held: Script | None, *, may_manage: bool) -> dict[str, Any]:
    if held is None:
        return {"is_private": not may_manage}
    fields = ("title", "shortcut", "folder", "text")
    return {name: getattr(held, name) for name in fields} | {"is_private": held.owner_id is not None}


def _keep(request: Request, held: Script | None, values: dict[str, Any]) -> None:
    upload = values.pop("upload")
    actions.keep(script=held, wording=Wording(**values), upload=upload, by=request.member, now=timezone.now())
