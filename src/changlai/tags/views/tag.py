"""One tag: who has it, and what may be done with it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.kernel import db
from changlai.tags import actions, queries
from changlai.tags.forms import TagForm
from changlai.tags.models import Tag
from changlai.ui.render import go_to, render


@page(can="customers.view", methods=("GET",))
def tag(request: Request, tag_id: int) -> HttpResponse:
    """The customers who have it, the latest marked first, as far as the member may see them."""
    return _shown(request, queries.get_for(request.member, tag_id))


@page(can="tags.manage", methods=("POST",))
def name(request: Request, tag_id: int) -> HttpResponse:
    """Another name."""
    found = queries.get_for(request.member, tag_id)
    form = TagForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    actions.rename_tag(tag=found, name=form.cleaned_data["name"], by=request.member)
    return go_to(request, _address(request, found))


@page(can="tags.manage", methods=("POST",))
def merge(request: Request, tag_id: int) -> HttpResponse:
    """Whoever has this tag has another one from now on, and this one is gone."""
    found = queries.get_for(request.member, tag_id)
    into = queries.get_for(request.member, db.id_of(request.POST.get("into", "")) or 0)
    actions.merge(tag=found, into=into, by=request.member)
    return go_to(request, _address(request, into))


@page(can="tags.manage", methods=("POST",))
def removal(request: Request, tag_id: int) -> HttpResponse:
    """Take it off everybody and delete it."""
    actions.delete_tag(tag=queries.get_for(request.member, tag_id), by=request.member)
    return go_to(request, reverse("tags:library", args=[request.organisation.slug]))


def _shown(request: Request, found: Tag, form: TagForm | None = None) -> HttpResponse:
    place = place_of(request.GET.get("after", ""), int)
    rows = queries.wearers(request.member, found, below=place[0] if place else None)
    shown = rows[: queries.PAGE]
    context: dict[str, Any] = {
        "tag": found,
        "rows": shown,
        "first": _address(request, found) if place else None,
        "next": f"{_address(request, found)}?after={cursor_of(shown[-1].pk)}" if len(rows) > queries.PAGE else None,
        "twins": queries.twins([found]).get(found.pk, []),
        "form": form or TagForm(initial={"name": found.name}),
        "can_manage": request.member.can("tags.manage"),
        "groups": queries.groups(request.member) if request.member.can("tags.manage") else [],
    }
    return render(request, "tags/tag.html", context, status=422 if form else 200)


def _address(request: Request, found: Tag) -> str:
    return reverse("tags:tag", args=[request.organisation.slug, found.pk])
