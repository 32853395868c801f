"""The page of all groups and tags, and what is changed on it."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.tags import actions, queries
from changlai.tags.forms import GroupForm, NamesForm, NewGroupForm, OrderForm
from changlai.tags.models import TagGroup
from changlai.ui.render import go_to, render, wants_fragment


@page(can="customers.view", methods=("GET",))
def library(request: Request) -> HttpResponse:
    """Every group with its tags and how many customers have each."""
    return render(request, "tags/library.html", _library(request), block="groups")


@page(can="tags.manage")
def new_group(request: Request) -> HttpResponse:
    """A new group with its first tags, in a dialog."""
    form = NewGroupForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        actions.create_group(
            name=values["name"],
            tone=int(values["tone"]),
            is_exclusive=values["is_exclusive"],
            names=values["names"],
            by=request.member,
        )
        return go_to(request, _address(request))
    context = {"form": form, "group": None}
    return render(request, "tags/group.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="tags.manage")
def group(request: Request, group_id: int) -> HttpResponse:
    """Name, colour and rule of a group, in a dialog."""
    found = queries.group_for(request.member, group_id)
    held = {"name": found.name, "tone": str(found.tone), "is_exclusive": found.is_exclusive}
    form = GroupForm(request.POST or None, initial=held)
    if form.is_valid():
        values = form.cleaned_data
        actions.change_group(
            group=found,
            name=values["name"],
            tone=int(values["tone"]),
            is_exclusive=values["is_exclusive"],
            by=request.member,
        )
        return go_to(request, _address(request))
    context = {"form": form, "group": found}
    return render(request, "tags/group.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="tags.manage", methods=("POST",))
def removal(request: Request, group_id: int) -> HttpResponse:
    """Delete a group with its tags."""
    actions.delete_group(group=queries.group_for(request.member, group_id), by=request.member)
    return go_to(request, _address(request))


@page(can="tags.manage")
def tags(request: Request, group_id: int) -> HttpResponse:
    """New tags of a group, in a dialog."""
    found = queries.group_for(request.member, group_id)
    form = NamesForm(request.POST or None)
    if form.is_valid():
        actions.add_tags(group=found, names=form.cleaned_data["names"], by=request.member)
        return go_to(request, _address(request))
    context = {"form": form, "group": found}
    return render(request, "tags/names.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="tags.manage", methods=("POST",))
def order(request: Request) -> HttpResponse:
    """The groups in another order."""
    form = OrderForm(request.POST)
    if form.is_valid():
        actions.arrange_groups(ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request)


@page(can="tags.manage", methods=("POST",))
def order_of_tags(request: Request, group_id: int) -> HttpResponse:
    """The tags of a group in another order."""
    form = OrderForm(request.POST)
    if form.is_valid():
        found = queries.group_for(request.member, group_id)
        actions.arrange_tags(group=found, ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request)


def _arranged(request: Request) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "tags/library.html", _library(request), block="groups")
    return HttpResponseRedirect(_address(request))


def _address(request: Request) -> str:
    return reverse("tags:library", args=[request.organisation.slug])


def _library(request: Request) -> dict[str, Any]:
    groups: list[TagGroup] = queries.groups(request.member)
    return {
        "groups": groups,
        "twins": queries.twins(tag for group in groups for tag in group.tags.all()),
        "can_manage": request.member.can("tags.manage"),
        "count": sum(len(group.tags.all()) for group in groups),
    }
