"""One task: made, changed, done, put off."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.tasks import actions, queries, tables
from changlai.tasks.contracts import About
from changlai.tasks.errors import HasNoDate
from changlai.tasks.forms import DayForm, TaskForm, held
from changlai.tasks.models import Task
from changlai.ui.render import render, wants_fragment

CHANGED = {"tasksChanged": "", "live:counts": ""}
UNPROCESSABLE = 422


@page(can="tasks.edit")
def new(request: Request) -> HttpResponse:
    """A new task, in a dialog. ``?customer=``, or ``?kind=`` and ``?record=``: what it is about; ``?place=``: where."""
    member = request.member
    start: dict[str, Any] = {"assignee": member.pk, "due_on": request.GET.get("day") or None, "reminder": ""}
    start |= {"about": _asked(request), "place": _own_place(request, request.GET.get("place", ""))}
    start["place_label"] = request.GET.get("label", "")[:200]
    form = TaskForm(request.POST or None, initial=start)
    form.offer(queries.assignable(member).order_by("name", "id"))
    about = _about(request, form["about"].value() or "", form["place"].value() or "", form["place_label"].value() or "")
    if form.is_valid():
        try:
            actions.create(draft=form.draft(about), by=member, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _done(request, _("The task is there."))
    about = queries.check_about(member, about)
    shadow = Task(pk=0, customer_id=about.customer_id, record_kind=about.kind, record_id=about.record_id)
    context = {"form": form, "task": None, "subject": queries.subjects(member, [shadow]).get(0)}
    return render(request, "tasks/task.html", context, block="dialog", status=UNPROCESSABLE if form.is_bound else 200)


@page(can="tasks.view")
def task(request: Request, task_id: int) -> HttpResponse:
    """A task, in a dialog: to be changed by who may, else to be read."""
    member, now = request.member, timezone.now()
    found = queries.get_for(member, task_id)
    (row,) = tables.rows(member, [found], now=now)
    if not row.can_edit or found.done_at is not None:
        return render(request, "tasks/read.html", {"row": row, "task": found}, block="dialog")
    at = timezone.localtime(found.due_at).time() if found.has_hour and found.due_at else None
    form = TaskForm(request.POST or None, initial=held(found, at))
    colleagues = queries.assignable(member) | accounts.visible_members(member).filter(id=found.assignee_id or 0)
    form.offer(colleagues.order_by("name", "id"))
    form.offer_reminder(found.remind_minutes)
    if form.is_valid():
        try:
            actions.change(task=found, draft=form.draft(About()), by=member, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _done(request, _("The task is saved."))
    context = {"form": form, "task": found, "row": row, "subject": row.subject}
    return render(request, "tasks/task.html", context, block="dialog", status=UNPROCESSABLE if form.is_bound else 200)


@page(can="tasks.edit", methods=("POST",))
def done(request: Request, task_id: int) -> HttpResponse:
    """It is done; htmx gets the row, with the way back."""
    actions.finish(task=queries.get_to_edit(request.member, task_id), by=request.member, now=timezone.now())
    return _row(request, task_id)


@page(can="tasks.edit", methods=("POST",))
def reopening(request: Request, task_id: int) -> HttpResponse:
    """It was not done after all."""
    actions.reopen(task=queries.get_to_edit(request.member, task_id), by=request.member, now=timezone.now())
    return _row(request, task_id)


@page(can="tasks.edit", methods=("POST",))
def day(request: Request, task_id: int) -> HttpResponse:
    """Another day, at the same hour."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise HasNoDate
    found = queries.get_to_edit(request.member, task_id)
    actions.move(task=found, day=form.cleaned_data["day"], by=request.member, now=timezone.now())
    return _done(request, "")


@page(can="tasks.edit", methods=("POST",))
def step(request: Request, task_id: int, place: int) -> HttpResponse:
    """A line of the checklist is ticked, or no more."""
    found = queries.get_to_edit(request.member, task_id)
    is_done = request.POST.get("is_done") == "1"
    actions.tick(task=found, place=place, is_done=is_done, now=timezone.now())
    return _row(request, task_id)


@page(can="tasks.edit", methods=("POST",))
def removal(request: Request, task_id: int) -> HttpResponse:
    """Away with it."""
    actions.delete(task=queries.get_to_edit(request.member, task_id), by=request.member)
    return _done(request, _("The task is deleted."))


def _row(request: Request, task_id: int) -> HttpResponse:
    if not wants_fragment(request):
        return HttpResponseRedirect(_back(request))
    found = queries.get_for(request.member, task_id)
    now = timezone.now()
    (row,) = tables.rows(request.member, [found], now=now)
    context = {"row": row, "put_offs": tables.put_offs(timezone.localdate(now)), "is_beside": "beside" in request.POST}
    answer = render(request, "tasks/row.html", context, block="row")
    answer["HX-Trigger"] = "live:counts"
    return answer


def _done(request: Request, sentence: str) -> HttpResponse:
    if not wants_fragment(request):
        return HttpResponseRedirect(_back(request))
    told = {"closeDialog": "", **CHANGED} | ({"toast": {"tone": "ok", "text": sentence}} if sentence else {})
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def _back(request: Request) -> str:
    return reverse("tasks:mine", args=[request.organisation.slug])


def _asked(request: Request) -> str:
    """``customer:7`` or ``company:12``, as the form carries it."""
    if customer := request.GET.get("customer"):
        return f"customer:{customer}"
    kind, record = request.GET.get("kind", ""), request.GET.get("record", "")
    return f"{kind}:{record}" if kind and record else ""


def _about(request: Request, text: str, place: str, label: str) -> About:
    kind, _sign, number = text.partition(":")
    record_id = db.id_of(number)
    where = _own_place(request, place)
    if record_id is None:
        return About(place=where, place_label=label if where else "")
    if kind == "customer":
        return About(record_id, place=where, place_label=label if where else "")
    return About(None, kind, record_id, where, label if where else "")


def _own_place(request: Request, place: str) -> str:
    """Only addresses of this organisation lead anywhere."""
    return place[:300] if place.startswith(f"/o/{request.organisation.slug}/") else ""
