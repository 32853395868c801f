"""The builder of filters, counting while somebody builds, and the columns of a list."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import ngettext

from changlai.accounts.pages import Request, member_page
from changlai.records import queries
from changlai.records.errors import BadFilter
from changlai.records.filters import Reading, is_hidden
from changlai.records.filters.operators import operators_of
from changlai.records.filters.tree import parse
from changlai.records.tables import builder, conditions, state
from changlai.records.tables.state import State
from changlai.records.views.doors import UNPROCESSABLE, beside_list, state_of, to_list
from changlai.ui.numbers import number


@member_page
def filter(request: Request, kind: str) -> HttpResponse:  # noqa: A001 - the address's word
    """Conditions as rows. ``part``: only that condition; ``add``: a new one about this attribute."""
    found = queries.kind_for(request.member, kind)
    here, reading = state_of(request, found), Reading(found.slug, request.member)
    told = request.POST if request.method == "POST" else request.GET
    part = _place(told.get("part", ""), here)
    problem = ""
    if request.method == "POST":
        tree = state.unpacked(told.get("tree", "")) or state.NOTHING
        try:
            reading.check(parse(tree))
        except BadFilter as bad:
            problem = str(bad.sentence)
        else:
            whole = _put(here, tree, part, is_added="add" in told)
            return to_list(request, found, here.filtered(whole).query())
    else:
        tree = _shown(here, reading, part, told.get("add", ""))
    context: dict[str, Any] = {
        "kind": found,
        "state": here,
        "part": "" if part is None else part,
        "add": told.get("add", ""),
        "tree": tree,
        "meta": builder.described(reading),
        "problem": problem,
    }
    status = UNPROCESSABLE if problem else 200
    return beside_list(request, "records/filter.html", context, block="dialog", status=status)


def _place(text: str, here: State) -> int | None:
    """The number of a condition of the list's filter."""
    known = range(len(conditions.parts_of(here.tree)))
    return next((number for number in known if str(number) == text), None)


def _shown(here: State, reading: Reading, part: int | None, add: str) -> Any:  # noqa: ANN401 - decoded JSON
    """What the builder begins with."""
    if part is not None:
        return conditions.parts_of(here.tree)[part]
    attribute = reading.attributes.get(add)
    if attribute is not None and operators_of(attribute):
        return {"path": add}
    return here.tree


def _put(here: State, tree: Any, part: int | None, *, is_added: bool) -> Any:  # noqa: ANN401 - decoded JSON
    """The whole filter, after one part of it was built."""
    new = conditions.parts_of(tree)
    parts = conditions.parts_of(here.tree)
    if part is not None:
        return conditions.together([*parts[:part], *new, *parts[part + 1 :]])
    return conditions.together([*parts, *new]) if is_added else tree


@member_page
def count(request: Request, kind: str) -> HttpResponse:
    """How many records a filter has, exactly: of the list, or of the ``tree`` that is being built."""
    found = queries.kind_for(request.member, kind)
    here, reading = state_of(request, found), Reading(found.slug, request.member)
    told = request.POST if request.method == "POST" else request.GET
    raw: Any = here.asked
    if "tree" in told:
        tree = state.unpacked(told["tree"]) or state.NOTHING
        part = _place(told.get("part", ""), here)
        raw = _put(here, tree, part, is_added=bool(told.get("add")))
    try:
        meant = reading.check(parse(raw))
    except BadFilter as bad:
        return JsonResponse({"problem": str(bad.sentence)}, status=UNPROCESSABLE)
    amount = queries.count(found, request.member, meant)
    words = ngettext("%(count)s record fits", "%(count)s records fit", amount) % {"count": number(amount)}
    return JsonResponse({"count": amount, "shown": number(amount), "words": words})


@member_page
def options(request: Request, kind: str) -> HttpResponse:
    """What can be chosen of the attribute ``path``."""
    found = queries.kind_for(request.member, kind)
    attribute = Reading(found.slug, request.member).attributes.get(request.GET.get("path", ""))
    if attribute is None or is_hidden(attribute, request.member):
        raise Http404
    return JsonResponse({"options": builder.choices(attribute)})


@member_page
def columns(request: Request, kind: str) -> HttpResponse:
    """Which columns the list has, in which order."""
    found = queries.kind_for(request.member, kind)
    here, reading = state_of(request, found), Reading(found.slug, request.member)
    if request.method == "POST":
        chosen = [one for one in request.POST.getlist("path") if one in reading.attributes][: state.MOST_COLUMNS]
        own = tuple(dict.fromkeys(chosen))
        query = here.query(columns=",".join(own) if own else "")
        return to_list(request, found, query)
    known = {path: one for path, one in reading.attributes.items() if path != found.title}  # that one is always there
    shown = [known[one] for one in here.shown if one in known]
    rest = [one for one in known.values() if one.values is not None and one not in shown]
    groups: dict[str, list[Any]] = {}
    for one in rest:
        groups.setdefault(str(one.group), []).append(one)
    context = {"kind": found, "state": here, "shown": shown, "groups": groups}
    return beside_list(request, "records/columns.html", context, block="dialog")
