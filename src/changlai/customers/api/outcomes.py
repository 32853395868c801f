"""What may come of a follow-up, for programs."""

from typing import Any

from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries
from changlai.customers.api.routing import router

LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
OUTCOMES = "/follow-up-outcomes"


class OutcomeOut(Schema):
    """One of the list. ``slug`` stays what it is; ``label`` is in the caller's language where it is a word of the
    house, whose ``name`` is empty. One that is not ``is_active`` is chosen no more.
    """

    slug: str
    label: str
    name: str
    is_active: bool


class OutcomeIn(Schema):
    """A new one, by its name."""

    name: str = Field(max_length=40, pattern=LINE)


class OutcomeFactsIn(Schema):
    """Its name, empty for the house's own word, and whether it may be chosen."""

    name: str = Field("", max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")
    is_active: bool = True


class OutcomeOrderIn(Schema):
    """Slugs in their new order."""

    slugs: list[str] = Field(min_length=1, max_length=200)


@router.get(OUTCOMES, response=list[OutcomeOut], summary="List outcomes of follow-ups")
@allowed("customers.view")
def outcomes(request: ApiRequest) -> list[Any]:  # noqa: ARG001 - the frame's
    """In their order, those out of use too."""
    return list(queries.outcomes())


@router.post(OUTCOMES, response={201: OutcomeOut}, summary="Make an outcome of follow-ups")
@allowed("customers.outcomes")
def create(request: ApiRequest, body: OutcomeIn) -> Status[Any]:
    """409 ``customers.outcome_taken``."""
    made = actions.create_outcome(name=body.name.strip(), by=request.member)
    return Status(201, _known(made.slug))


@router.put(f"{OUTCOMES}/order", response=list[OutcomeOut], summary="Arrange outcomes of follow-ups")
@allowed("customers.outcomes")
def arrange(request: ApiRequest, body: OutcomeOrderIn) -> list[Any]:
    """Those that are not named stand behind."""
    actions.arrange_outcomes(slugs=body.slugs, by=request.member)
    return list(queries.outcomes())


@router.put(f"{OUTCOMES}/of/{{slug:slug}}", response=OutcomeOut, summary="Change an outcome of follow-ups")
@allowed("customers.outcomes")
def change(request: ApiRequest, slug: str, body: OutcomeFactsIn) -> Any:  # noqa: ANN401 - see OutcomeOut
    """Rename it, or take it out of use and back; what has it keeps it. 422 ``customers.unknown_outcome``, 409
    ``customers.outcome_taken``.
    """
    actions.change_outcome(slug=slug, name=body.name.strip(), is_active=body.is_active, by=request.member)
    return _known(slug)


def _known(slug: str) -> queries.KnownOutcome:
    return next(one for one in queries.outcomes() if one.slug == slug)
