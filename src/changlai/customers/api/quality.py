"""How good the records are, for programs."""

from datetime import date
from typing import Any

from ninja import Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries
from changlai.customers.api.routing import router


class FigureOut(Schema):
    """One figure. ``by`` is empty for all customers, else source or owner with its ``value``; ``filter`` is the tree of
    the filter language that opens its customers.
    """

    figure: str
    by: str
    value: str
    count: int
    filter: dict[str, Any]


class QualityOut(Schema):
    """The figures of the last count; ``day`` is null before the first one. ``trend`` is by figure, day by day."""

    day: date | None
    figures: list[FigureOut]
    trend: dict[str, list[tuple[date, int]]]


@router.get("/customer-quality", response=QualityOut, summary="How good the records are")
@allowed("customers.quality")
def quality(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - the organisation is in scope
    """As counted last night, or when somebody asked for it."""
    day, counts = queries.latest_quality()
    figures = [
        {"figure": figure, "by": by, "value": value, "count": count, "filter": queries.tree(figure, by, value)}
        for (figure, by, value), count in counts.items()
        if figure in queries.FIGURES
    ]
    return {"day": day, "figures": figures, "trend": queries.quality_trend(day) if day else {}}


@router.post("/customer-quality/counting", response={202: None}, summary="Count how good the records are")
@allowed("customers.quality")
def counting(request: ApiRequest) -> Status[None]:
    """In the background."""
    actions.order_quality(by=request.member)
    return Status(202, None)
