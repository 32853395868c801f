"""The rules that make tasks."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.tasks import actions, queries
from changlai.tasks.actions.rules import Wish
from changlai.tasks.enums import TaskPriority, TaskRuleKind
from changlai.tasks.forms import RuleForm
from changlai.ui.render import go_to, render, wants_fragment

UNPROCESSABLE = 422


@page(can="tasks.rules", methods=("GET",))
def rules(request: Request) -> HttpResponse:
    """Every rule, as a row that can be switched off."""
    return render(request, "tasks/rules.html", {"rules": queries.rules(request.member)}, block="rows")


@page(can="tasks.rules")
def new(request: Request) -> HttpResponse:
    """A new rule, in a dialog."""
    form = RuleForm(request.POST or None)
    if form.is_valid():
        actions.create_rule(wish=_wish(form), by=request.member, now=timezone.now())
        return _back(request)
    context = {"form": form, "rule": None}
    return render(request, "tasks/rule.html", context, block="dialog", status=UNPROCESSABLE if form.is_bound else 200)


@page(can="tasks.rules")
def rule(request: Request, rule_id: int) -> HttpResponse:
    """A rule, in a dialog."""
    found = queries.rule_of(request.member, rule_id)
    known = {name: getattr(found, name) for name in ("kind", "title", "days", "due_in_days")}
    form = RuleForm(request.POST or None, initial=known | {"priority": str(found.priority)})
    if form.is_valid():
        actions.change_rule(rule=found, wish=_wish(form), by=request.member, now=timezone.now())
        return _back(request)
    context = {"form": form, "rule": found}
    return render(request, "tasks/rule.html", context, block="dialog", status=UNPROCESSABLE if form.is_bound else 200)


@page(can="tasks.rules", methods=("POST",))
def switch(request: Request, rule_id: int) -> HttpResponse:
    """On or off."""
    found = queries.rule_of(request.member, rule_id)
    actions.switch_rule(rule=found, is_on=request.POST.get("is_on") == "1", by=request.member, now=timezone.now())
    if wants_fragment(request):
        return _rows(request)
    return _back(request)


@page(can="tasks.rules", methods=("POST",))
def removal(request: Request, rule_id: int) -> HttpResponse:
    """Away with it; what it made stays."""
    actions.delete_rule(rule=queries.rule_of(request.member, rule_id), by=request.member)
    return _back(request)


def _rows(request: Request) -> HttpResponse:
    """The rows as they stand now."""
    return render(request, "tasks/rules.html", {"rules": queries.rules(request.member)}, block="rows")


def _wish(form: RuleForm) -> Wish:
    told = form.cleaned_data
    return Wish(
        TaskRuleKind(told["kind"]),
        told["title"],
        told["days"] or 7,
        told["due_in_days"],
        TaskPriority(told["priority"]),
    )


def _back(request: Request) -> HttpResponse:
    url = reverse("tasks:rules", args=[request.organisation.slug])
    return go_to(request, url)
