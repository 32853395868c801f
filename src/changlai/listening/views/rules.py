"""Rules of alarm and causes of cases."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.kernel.errors import Refusal
from changlai.listening.actions import alert_rules as actions
from changlai.listening.actions.alert_rules import RuleWish
from changlai.listening.enums import AlertKind
from changlai.listening.forms_cases import AlertRuleForm, CauseForm, known
from changlai.listening.models import AlertRule
from changlai.listening.queries import alerts, cases
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


@page(can="listening.topics", methods=("GET",))
def rules(request: Request) -> HttpResponse:
    """Every rule in order, and the causes a case may have."""
    found = cases.alert_rules()
    owners = cases.owners_of(found)
    rows = [(one, AlertKind(one.kind).label, owners.get(one.pk, [])) for one in found]
    context = {"rules": rows, "causes": cases.causes(with_retired=True), "form": CauseForm()}
    return render(request, "listening/alert_rules.html", context)


@page(can="listening.topics")
def new(request: Request) -> HttpResponse:
    """A new rule."""
    return _form(request, None)


@page(can="listening.topics")
def rule(request: Request, rule_id: int) -> HttpResponse:
    """A rule; the button "Try it" says what it would have made."""
    return _form(request, cases.alert_rule(rule_id))


@page(can="listening.topics", methods=("POST",))
def switch(request: Request, rule_id: int) -> HttpResponse:
    """On or off."""
    actions.switch_rule(rule=cases.alert_rule(rule_id), is_on=request.POST.get("is_on") == "1", by=request.member)
    return _back(request)


@page(can="listening.topics", methods=("POST",))
def removal(request: Request, rule_id: int) -> HttpResponse:
    """Away with it; cases it made stay."""
    actions.delete_rule(rule=cases.alert_rule(rule_id), by=request.member)
    return _back(request)


@page(can="listening.topics", methods=("POST",))
def causes(request: Request) -> HttpResponse:
    """One more cause."""
    form = CauseForm(request.POST)
    if form.is_valid():
        actions.make_cause(name=form.cleaned_data["name"], by=request.member)
    return _back(request)


@page(can="listening.topics", methods=("POST",))
def cause(request: Request, cause_id: int) -> HttpResponse:
    """Another name, or not offered any more."""
    found = cases.cause_for(cause_id)
    form = CauseForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        actions.change_cause(cause=found, name=told["name"], is_retired=told["is_retired"], by=request.member)
    return _back(request)


def _form(request: Request, found: AlertRule | None) -> HttpResponse:
    owners = cases.owners_of([found]).get(found.pk, []) if found else []
    form = AlertRuleForm(request.POST or None, initial=known(found, owners) if found else None)
    form.offer(cases.workers())
    context: dict[str, Any] = {"form": form, "rule": found, "trial": None}
    if form.is_valid():
        try:
            if "try" in request.POST:
                context["trial"] = _trial(request, form.wish())
                return render(request, "listening/alert_rule.html", context)
            _save(request, found, form.wish())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _back(request)
    return render(request, "listening/alert_rule.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _save(request: Request, found: AlertRule | None, wish: RuleWish) -> None:
    if found is None:
        actions.make_rule(wish=wish, by=request.member, now=timezone.now())
    else:
        actions.change_rule(rule=found, wish=wish, by=request.member)


def _trial(request: Request, wish: RuleWish) -> alerts.Trial:
    """What the rule would have made of the last days."""
    actions.check(wish)
    names = ("name", "kind", "topic", "reach", "count", "minutes", "factor", "words")
    draft = AlertRule(organisation_id=request.organisation.pk, **{name: getattr(wish, name) for name in names})
    return alerts.trial(draft, now=timezone.now())


def _back(request: Request) -> HttpResponse:
    return go_to(request, reverse("listening:alert_rules", args=[request.organisation.slug]))
