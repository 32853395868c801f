"""Operations on time and presence of the team: business hours, who is at work; and what the board says."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import actions as accounts_actions
from changlai.accounts import queries as accounts
from changlai.accounts.enums import Attendance
from changlai.accounts.hours import MOST_RANGES, Range, read_ranges
from changlai.accounts.models import SpecialDay
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed
from changlai.inbox.api.routing import router
from changlai.inbox.enums import RatingState, Split
from changlai.inbox.errors import BadRanges
from changlai.inbox.models import Assignment, Rating
from changlai.inbox.queries import get_for
from changlai.inbox.queries.board import Period, tallies
from changlai.inbox.queries.later import assignments_of

CREATED = 201
FromTo = Annotated[list[int], Field(min_length=2, max_length=2)]  # from, to
Ranges = list[FromTo]


class HoursShape(Schema):
    """Business hours in the organisation's time zone. ``week`` begins on Monday; ranges are minutes after midnight."""

    is_always: bool
    week: list[Ranges] = Field(min_length=7, max_length=7)


class SpecialDayOut(Schema):
    """A day that differs from its weekday; no ranges: closed."""

    id: int
    day: date
    name: str
    ranges: Ranges


class SpecialDayList(Schema):
    """Days that differ, in order."""

    items: list[SpecialDayOut]


class SpecialDaysIn(Schema):
    """Every day from the first to the last differs; what was said of them before is replaced."""

    first: date
    last: date
    name: str = Field(min_length=1, max_length=80)
    ranges: Ranges = Field(default=[], max_length=MOST_RANGES)


class PresenceIn(Schema):
    """Online or away; offline is whoever has no screen open."""

    presence: Attendance


class PresenceOut(Schema):
    """How the member is present now."""

    presence: Attendance


class AssignmentOut(Schema):
    """Who was given a conversation: by a colleague, or by a rule that saw these facts."""

    member_id: int | None
    by_id: int | None
    cause: str
    rule_name: str
    facts: dict[str, Any]
    at: datetime


class AssignmentList(Schema):
    """The latest first."""

    items: list[AssignmentOut]


class RatingOut(Schema):
    """What the customer said of a conversation; ``reason`` says why they were not asked."""

    state: RatingState
    score: int | None
    comment: str
    reason: str


class BoardLine(Schema):
    """What became of conversations opened in a period. Times are business seconds, null without any."""

    split: Split
    key: int
    opened: int
    answered: int
    closed: int
    rated: int
    score: float | None
    first_median: int | None
    first_ninetieth: int | None
    solved_median: int | None
    solved_ninetieth: int | None


class BoardOut(Schema):
    """Figures over all and by member, account and hour of the day."""

    first: date
    last: date
    lines: list[BoardLine]


@router.get("/hours", response=HoursShape, summary="Business hours")
@allowed(ANY_MEMBER)
def hours(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """The week; days that differ are at ``/hours/days``."""
    kept = accounts.calendar()
    return {"is_always": kept.is_always, "week": kept.week}


@router.put("/hours", response=HoursShape, summary="Change the business hours")
@allowed("settings.manage")
def keep_hours(request: ApiRequest, given: HoursShape) -> dict[str, Any]:
    """At most two ranges a day that run forward and do not overlap: 422 ``bad_ranges`` otherwise."""
    accounts_actions.keep_hours(
        organisation=request.organisation,
        is_always=given.is_always,
        week=[_ranges(ranges) for ranges in given.week],
        by=request.member,
    )
    kept = accounts.calendar()
    return {"is_always": kept.is_always, "week": kept.week}


@router.get("/hours/days", response=SpecialDayList, summary="List days that differ")
@allowed(ANY_MEMBER)
def days(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """Holidays, and days worked instead."""
    return {"items": accounts.special_days()}


@router.post("/hours/days", response={201: SpecialDayList}, summary="Set days that differ")
@allowed("settings.manage")
def keep_days(request: ApiRequest, given: SpecialDaysIn) -> Status[dict[str, Any]]:
    """At most a year at once."""
    accounts_actions.keep_special_days(
        first=given.first, last=given.last, name=given.name, ranges=_ranges(given.ranges), by=request.member
    )
    return Status(CREATED, {"items": accounts.special_days()})


@router.delete("/hours/days/{int:day_id}", response={204: None}, summary="Drop a day that differs")
@allowed("settings.manage")
def drop_day(request: ApiRequest, day_id: int) -> Status[None]:
    """It is like its weekday again."""
    special = SpecialDay.objects.filter(pk=day_id).first()
    if special is None:
        raise Http404
    accounts_actions.drop_special_day(special=special, by=request.member)
    return Status(204, None)


@router.put("/me/presence", response=PresenceOut, summary="Say whether you are at work")
@allowed(ANY_MEMBER)
def presence(request: ApiRequest, given: PresenceIn) -> dict[str, Any]:
    """Counts as a sign of life: without another within a few minutes the member is offline again."""
    chosen = given.presence if given.presence != Attendance.OFFLINE else Attendance.AWAY
    now = accounts_actions.note_present(member=request.member, now=timezone.now(), chosen=chosen)
    return {"presence": now.state}


@router.get("/conversations/{int:conversation_id}/assignments", response=AssignmentList, summary="Who had it, and why")
@allowed("inbox.view")
def assignments(request: ApiRequest, conversation_id: int) -> dict[str, list[Assignment]]:
    """The last twenty."""
    return {"items": assignments_of(get_for(request.member, conversation_id))}


@router.get("/conversations/{int:conversation_id}/rating", response=RatingOut, summary="The customer's rating")
@allowed("inbox.view")
def rating(request: ApiRequest, conversation_id: int) -> Rating:
    """404 while the customer has not been asked."""
    held = get_for(request.member, conversation_id)
    found = Rating.objects.filter(conversation=held).first()
    if found is None:
        raise Http404
    return found


@router.get("/board", response=BoardOut, summary="Figures of the inbox")
@allowed("inbox.report")
def board(request: ApiRequest, first: date, last: date) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """Of conversations opened from ``first`` to ``last``, both included; at most 400 days, the last ones."""
    period = Period.of(first, last)
    lines = [{"split": split, "key": key, "tally": tally} for (split, key), tally in sorted(tallies(period).items())]
    names = [name for name in BoardLine.model_fields if name not in {"split", "key"}]
    return {
        "first": period.first,
        "last": period.last,
        "lines": [
            {"split": line["split"], "key": line["key"]} | {name: getattr(line["tally"], name) for name in names}
            for line in lines
        ],
    }


def _ranges(given: Ranges) -> tuple[Range, ...]:
    try:
        return read_ranges(given)
    except ValueError:
        raise BadRanges from None
