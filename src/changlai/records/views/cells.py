"""Changing a cell in its place."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, member_page
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records import actions, queries
from changlai.records.contracts import Attribute, Kind
from changlai.records.enums import AttributeKind as K
from changlai.records.filters import Reading
from changlai.records.tables import cells
from changlai.records.views.doors import UNPROCESSABLE
from changlai.ui.render import render

SEVERAL = frozenset({K.CHOICES, K.TAGS})


@member_page
def cell(request: Request, kind: str, record_id: int, path: str) -> HttpResponse:
    """The editor of a cell; posted, the cell as it is now. ``shown=1`` asks for the cell without changing it."""
    found = queries.kind_for(request.member, kind)
    attribute = Reading(found.slug, request.member).attributes.get(path)
    if attribute is None or not db.is_id(record_id) or not found.visible(request.member).filter(pk=record_id).exists():
        raise Http404
    if request.method != "POST":
        block = "shown" if "shown" in request.GET else "editor"
        return _drawn(request, found, attribute, record_id, block=block)
    raw: Any = request.POST.getlist("value") if attribute.kind in SEVERAL else request.POST.get("value", "")
    try:
        actions.write_cell(
            kind=found,
            attribute=attribute,
            record_id=record_id,
            raw=raw,
            seen=request.POST.get("seen"),
            by=request.member,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _drawn(request, found, attribute, record_id, block="editor", refusal=str(refusal.sentence), typed=raw)
    return _drawn(request, found, attribute, record_id, block="shown")


def _drawn(  # noqa: PLR0913 - what is drawn
    request: Request,
    kind: Kind,
    attribute: Attribute,
    record_id: int,
    *,
    block: str,
    refusal: str = "",
    typed: Any = None,  # noqa: ANN401 - what was typed
) -> HttpResponse:
    one = cells.one_cell(kind, request.member, attribute, record_id)
    is_title = attribute.path == kind.title
    around = request.GET.copy()  # the list's address, which a name carries to its record's page and back
    has_drawer = bool(around.pop("drawer", None))
    around.pop("shown", None)
    values = [str(value) for value in (one.value if isinstance(one.value, list) else [one.value]) if value is not None]
    context = {
        "kind": kind,
        "record_id": record_id,
        "one": one,
        "attribute": attribute,
        "options": list(attribute.options()) if attribute.options else None,
        "is_several": attribute.kind in SEVERAL,
        "values": values if typed is None else (typed if isinstance(typed, list) else [typed]),
        "text": _written(one) if typed is None else typed,
        "refusal": refusal,
        "is_title": is_title,
        "row": cells.named(kind, request.member, attribute, record_id) if is_title and block == "shown" else None,
        "back": around.urlencode(),
        "has_drawer": has_drawer,
    }
    return render(request, "records/cell.html", context, block=block, status=UNPROCESSABLE if refusal else 200)


def _written(one: cells.Cell) -> str:
    """A value as it is typed."""
    if one.value is None:
        return ""
    if one.kind == K.NUMBER:
        return f"{one.value / cells.SCALE:.4f}".rstrip("0").rstrip(".")
    if one.kind == K.MONEY:
        return f"{one.value / 100:.2f}"
    return one.value.isoformat() if one.kind == K.DATE else str(one.value)
