"""The board of the inbox: volume, speed, ratings; every figure leads to its conversations."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.accounts.models import Member
from changlai.accounts.operations import cursor_of
from changlai.accounts.pages import Request, page
from changlai.channels.models import Account
from changlai.inbox.cursors import message_place
from changlai.inbox.enums import Outcome, Split
from changlai.inbox.queries.board import Behind, Period, behind_page, by_day, tallies
from changlai.inbox.tables.board import Line, bars, csv_rows, duration, figures, lines, score
from changlai.kernel import db
from changlai.kernel.sheets import csv_lines
from changlai.ui.render import render

CHOICES = (7, 30, 90)
HOURS = 24


@page(can="inbox.report", methods=("GET",))
def board(request: Request) -> HttpResponse:
    """Figures of a period beside those of the period before; with ``csv`` the tables as a file."""
    period = period_of(request)
    now = tallies(period)
    tables = _tables(period, now)
    titled = [(_TITLES[split](), found) for split, found in tables.items()]
    if "csv" in request.GET:
        return _csv(period, titled)
    days = by_day(period)
    context: dict[str, Any] = {
        "period": period,
        "choices": [(days, period_ending(timezone.localdate(), days)) for days in CHOICES],
        "figures": figures(period, now, tallies(period.before)),
        "bars": bars(days),
        "tables": titled,
        "duration": duration,
        "score": score,
        "is_empty": not now,
    }
    return render(request, "inbox/board.html", context)


@page(can="inbox.report", methods=("GET",))
def behind(request: Request) -> HttpResponse:
    """The conversations behind a figure, as far as the member may see them."""
    period, asked = period_of(request), request.GET.get("what", "")
    wanted = Behind(
        period=period,
        outcome=Outcome(asked) if asked in set(Outcome) else Outcome.OPENED,
        member_id=_number(request, Split.MEMBER),
        account_id=_number(request, Split.ACCOUNT),
        hour=_number(request, Split.HOUR),
    )
    found, after = behind_page(request.member, wanted, after=message_place(request.GET.get("after", "")))
    query = request.GET.copy()
    if after:
        query["after"] = cursor_of(after[0].isoformat(), after[1])
    context = {
        "period": period,
        "found": found,
        "what": _WHAT[wanted.outcome](),
        "next": query.urlencode() if after else "",
    }
    return render(request, "inbox/behind.html", context)


def period_of(request: Request) -> Period:
    """The days the address asks for; the last 30 without any."""
    first, last = (_day(request.GET.get(name, "")) for name in ("from", "to"))
    today = timezone.localdate()
    if first is None or last is None or last < first:
        return period_ending(today, CHOICES[1])
    return Period.of(first, last)


def period_ending(last: date, days: int) -> Period:
    """So many days, the last included."""
    return Period(last - timedelta(days=days - 1), last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(request: Request, split: Split) -> int | None:
    """Whose figure it is. Nobody's conversations, and the hour after midnight, have the number 0."""
    given = request.GET.get(split.value, "")
    if not given or given == "0":
        return 0 if given else None
    found = db.id_of(given)
    if found is None:
        raise Http404
    return found


def _tables(period: Period, found: Any) -> dict[Split, list[Line]]:  # noqa: ANN401 - queries.board.Tallies
    members = {key for split, key in found if split == Split.MEMBER}
    accounts = {key for split, key in found if split == Split.ACCOUNT}
    names: Mapping[Split, Mapping[int, str]] = {
        Split.MEMBER: dict(Member.objects.filter(id__in=members).values_list("id", "name"))
        | {0: pgettext("conversations", "Unassigned")},
        Split.ACCOUNT: dict(Account.objects.filter(id__in=accounts).values_list("id", "name")),
        Split.HOUR: {hour: f"{hour:02d}:00" for hour in range(HOURS)},
    }
    return {split: lines(period, found, split, of) for split, of in names.items()}


def _csv(period: Period, tables: list[tuple[str, list[Line]]]) -> HttpResponse:
    content = b"".join(csv_lines(csv_rows(tables)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="inbox-{period.first}-{period.last}.csv"'
    return response


_TITLES = {
    Split.MEMBER: lambda: _("By colleague"),
    Split.ACCOUNT: lambda: _("By channel"),
    Split.HOUR: lambda: _("By hour of the day"),
}
_WHAT = {
    Outcome.OPENED: lambda: _("Conversations opened"),
    Outcome.ANSWERED: lambda: _("Conversations answered"),
    Outcome.CLOSED: lambda: _("Conversations closed"),
    Outcome.RATED: lambda: _("Conversations rated"),
}
