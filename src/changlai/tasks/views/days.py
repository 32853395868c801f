"""Tasks by their day: mine, what is late, the team, the calendar."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache

from changlai.accounts.models import Member
from changlai.accounts.pages import Request, page
from changlai.kernel import db
from changlai.tasks import queries, tables
from changlai.tasks.models import Task
from changlai.ui.render import render


@page(can="tasks.view", methods=("GET",))
def mine(request: Request) -> HttpResponse:
    """What I have to do, or ``?member=`` somebody whose tasks I may see; htmx gets the lists."""
    of, now = _whose(request), timezone.now()
    found = queries.my_day(request.member, of, now=now)
    shelves = [found.late, found.today, found.soon, found.later, found.someday, found.done]
    drawn = {
        row.task.pk: row for row in tables.rows(request.member, [task for one in shelves for task in one], now=now)
    }
    late, today, soon, later, someday, done = ([drawn[task.pk] for task in one] for one in shelves)
    context = _common(request, of) | {
        "late": late,
        "today": today,
        "soon": soon,
        "later": later,
        "someday": someday,
        "done": done,
        "has_more": found.has_more,
        "is_empty": found.is_empty,
    }
    return render(request, "tasks/mine.html", context, block="day")


@page(can="tasks.view", methods=("GET",))
@never_cache
def count(request: Request) -> HttpResponse:
    """How many of my tasks are late or due today, as the figure in the side bar; nothing for none."""
    found = queries.due_count(request.member, now=timezone.now())
    return HttpResponse(_words(found), content_type="text/plain; charset=utf-8")


@page(can="tasks.view", methods=("GET",))
def overdue(request: Request) -> HttpResponse:
    """What is late among all I may see, page by page."""
    now = timezone.now()
    found = queries.overdue(request.member, now=now, after=_place(request.GET.get("after", "")))
    shown = found[: queries.PAGE]
    context = _common(request, request.member) | {
        "rows": tables.rows(request.member, shown, now=now),
        "next": _cursor(shown[-1]) if len(found) > queries.PAGE else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "tasks/overdue.html", context, block="rows")


@page(can="tasks.view", methods=("GET",))
def team(request: Request) -> HttpResponse:
    """How everybody stands whose tasks I may see."""
    counts = queries.team(request.member, now=timezone.now())
    return render(request, "tasks/team.html", {"counts": counts}, block="rows")


@page(can="tasks.view", methods=("GET",))
def calendar(request: Request) -> HttpResponse:
    """A month or ``?week=`` a week, of me or ``?member=``; tasks are carried to other days."""
    of, now = _whose(request), timezone.now()
    today = timezone.localdate(now)
    week = request.GET.get("week")
    day = _day(week or request.GET.get("month", ""), today)
    span = tables.Span.of_week(day) if week else tables.Span.of_month(day)
    found = queries.between(request.member, span.first, span.last, of=of)
    context = _common(request, of) | {
        "span": span,
        "weeks": tables.weeks(span, tables.rows(request.member, found, now=now), today=today),
        "weekdays": tables.WEEKDAYS,
        "today": today,
        "chosen": day,
        "month": date_format(span.month, "YEAR_MONTH_FORMAT") if span.month else "",
    }
    return render(request, "tasks/calendar.html", context, block="calendar")


def _common(request: Request, of: Member) -> dict[str, Any]:
    return {
        "of": of,
        "is_mine": of.pk == request.member.pk,
        "put_offs": tables.put_offs(timezone.localdate()),
        "can_make": request.member.can("tasks.edit"),
    }


def _whose(request: Request) -> Member:
    """The member of the address; whoever is not to be seen shows nothing, as ``visible_to`` says."""
    member_id = db.id_of(request.GET.get("member", ""))
    found = Member.objects.filter(id=member_id).first() if member_id else None
    return found or request.member


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found.year - today.year) < 100 else today  # noqa: PLR2004 - nobody plans a century


def _cursor(task: Task) -> str:
    return f"{task.due_at.isoformat()}~{task.pk}" if task.due_at else ""


def _place(text: str) -> tuple[datetime, int] | None:
    moment, _sign, number = text.partition("~")
    try:
        found = datetime.fromisoformat(moment)
        return (found, int(number)) if found.tzinfo and db.is_id(int(number)) else None
    except ValueError:
        return None


def _words(count: int) -> str:
    """A figure of the menu; no figure counts further than COUNTED."""
    if count >= queries.COUNTED:
        return f"{queries.COUNTED:,}+"
    return str(count) if count else ""
