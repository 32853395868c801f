"""Setting up how conversations are shared out: rules, who takes how many, a trial."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Attendance
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, page
from changlai.inbox import actions
from changlai.inbox.contracts import Case
from changlai.inbox.models import AssignmentRule, Workplace
from changlai.inbox.queries import repliers
from changlai.inbox.queries.desk import answerable, assignment_rules, settings
from changlai.inbox.queries.staff import open_counts
from changlai.inbox.setup_forms import CapacityForm, RuleForm, ShareForm, TrialForm, initial_of
from changlai.inbox.tables.sharing import PlaceRow, rule_rows, trial_rows
from changlai.kernel.errors import Refusal
from changlai.ui.render import render

UNPROCESSABLE = 422


@page(can="inbox.manage")
def sharing(request: Request) -> HttpResponse:
    """The rules in their order, what holds for everybody, and who is at their desk."""
    form = ShareForm(request.POST or None, initial=initial_of(settings(), ShareForm))
    if form.is_valid():
        actions.change_desk(by=request.member, **form.cleaned_data)
        return _saved(request)
    return _page(request, form=form, status=UNPROCESSABLE if form.is_bound else 200)


@page(can="inbox.manage", methods=("GET",))
def trial(request: Request) -> HttpResponse:
    """Which rule would take a message; nothing is given to anybody."""
    places = answerable()
    form = TrialForm(request.GET, accounts=places)
    if not form.is_valid():
        return _page(request, trial_form=form)
    account = next(one for one in places if one.pk == form.cleaned_data["account"])
    now = timezone.now()
    case = Case(
        account_id=account.pk,
        root_id=account.root_id,
        channel=account.channel,
        text=form.cleaned_data["text"],
        is_known=form.cleaned_data["is_known"],
        is_open=accounts.hours(request.organisation.pk).is_open(now),
        at=now,
    )
    return _page(request, trial_form=form, found=trial_rows(assignment_rules(), case))


@page(can="inbox.manage")
def new_rule(request: Request) -> HttpResponse:
    """Another rule, below the others."""
    return _rule_page(request, None)


@page(can="inbox.manage")
def rule(request: Request, rule_id: int) -> HttpResponse:
    """A rule, to be changed."""
    return _rule_page(request, _rule(rule_id))


@page(can="inbox.manage", methods=("POST",))
def switch(request: Request, rule_id: int) -> HttpResponse:
    """In use, or not for now."""
    actions.switch_rule(rule=_rule(rule_id), is_active=request.POST.get("on") == "1", by=request.member)
    return _saved(request)


@page(can="inbox.manage", methods=("POST",))
def place(request: Request, rule_id: int) -> HttpResponse:
    """Further up or down: ``position`` is counted from 1."""
    wanted = request.POST.get("position", "")
    if not (wanted.isascii() and wanted.isdecimal()):
        raise Http404
    actions.move_rule(rule=_rule(rule_id), position=int(wanted), by=request.member)
    return _saved(request)


@page(can="inbox.manage", methods=("POST",))
def removal(request: Request, rule_id: int) -> HttpResponse:
    """The rule is no more."""
    actions.remove_rule(rule=_rule(rule_id), by=request.member)
    return _saved(request)


@page(can="inbox.manage", methods=("POST",))
def capacity(request: Request, member_id: int) -> HttpResponse:
    """How many conversations this colleague takes."""
    member = Member.objects.filter(pk=member_id).first()
    form = CapacityForm(request.POST)
    if member is None or not form.is_valid():
        raise Http404
    actions.set_capacity(member=member, capacity=form.cleaned_data["capacity"], by=request.member)
    return _saved(request)


def _rule(rule_id: int) -> AssignmentRule:
    found = AssignmentRule.objects.filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found


def _rule_page(request: Request, held: AssignmentRule | None) -> HttpResponse:
    form = RuleForm(
        request.POST or None,
        initial=RuleForm.initial_of(held),
        accounts=answerable(),
        members=repliers(request.member),
    )
    if form.is_valid():
        try:
            if held is None:
                actions.add_rule(draft=form.draft(), by=request.member)
            else:
                actions.change_rule(rule=held, draft=form.draft(), by=request.member)
        except Refusal as refusal:
            form.add_error("target", str(refusal.sentence))
        else:
            return _saved(request)
    context = {"form": form, "rule": held}
    return render(request, "inbox/rule.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _page(request: Request, *, status: int = 200, **given: Any) -> HttpResponse:  # noqa: ANN401 - forms and rows
    found = assignment_rules()
    places = answerable()
    kept = settings()
    context: dict[str, Any] = {
        "rules": rule_rows(found, {one.pk: one for one in places}),
        "form": ShareForm(initial=initial_of(kept, ShareForm)),
        "trial_form": TrialForm(accounts=places),
        "found": None,
        "places": _places(request.member),
        "usual": kept.capacity,
        "saved": "saved" in request.GET,
    }
    return render(request, "inbox/sharing.html", context | given, status=status)


def _places(member: Member) -> list[PlaceRow]:
    colleagues = repliers(member)
    ids = [one.pk for one in colleagues]
    present, counts = accounts.presences(ids), open_counts(ids)
    own = dict(Workplace.objects.filter(member_id__in=ids).values_list("member_id", "capacity"))
    return [
        PlaceRow(one, present.get(one.pk, Attendance.OFFLINE), counts.get(one.pk, 0), own.get(one.pk))
        for one in colleagues
    ]


def _saved(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("inbox:sharing", args=[request.organisation.slug]) + "?saved")
