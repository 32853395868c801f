"""The organisation's list of industries, for programs."""

from typing import Any

from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.companies import actions, queries
from changlai.companies.api.routing import router
from changlai.companies.models import Industry

LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
INDUSTRIES = "/industries"


class IndustryOut(Schema):
    """An industry of the organisation's list."""

    id: int
    name: str


class IndustryIn(Schema):
    """An industry's name."""

    name: str = Field(max_length=40, pattern=LINE)


class IndustryOrderIn(Schema):
    """Ids in their new order."""

    ids: list[int] = Field(min_length=1, max_length=1000)


@router.get(INDUSTRIES, response=list[IndustryOut], summary="List industries")
@allowed("companies.view")
def industries(request: ApiRequest) -> list[Any]:  # noqa: ARG001 - the frame's
    """In their order."""
    return list(queries.industries())


@router.post(INDUSTRIES, response={201: IndustryOut}, summary="Make an industry")
@allowed("companies.industries")
def create(request: ApiRequest, body: IndustryIn) -> Status[Industry]:
    """409 ``companies.industry_taken``."""
    return Status(201, actions.create_industry(name=body.name.strip(), by=request.member))


@router.put(f"{INDUSTRIES}/order", response=list[IndustryOut], summary="Arrange industries")
@allowed("companies.industries")
def arrange(request: ApiRequest, body: IndustryOrderIn) -> list[Any]:
    """Those that are not named stay where they were."""
    actions.arrange_industries(ids=body.ids, by=request.member)
    return list(queries.industries())


@router.put(f"{INDUSTRIES}/{{int:industry_id}}", response=IndustryOut, summary="Rename an industry")
@allowed("companies.industries")
def rename(request: ApiRequest, industry_id: int, body: IndustryIn) -> Industry:
    """409 ``companies.industry_taken``."""
    found = queries.industry_of(industry_id)
    actions.rename_industry(industry=found, name=body.name.strip(), by=request.member)
    return found


@router.delete(f"{INDUSTRIES}/{{int:industry_id}}", response={204: None}, summary="Delete an industry")
@allowed("companies.industries")
def delete(request: ApiRequest, industry_id: int) -> Status[None]:
    """Companies of it have none any more."""
    actions.delete_industry(industry=queries.industry_of(industry_id), by=request.member)
    return Status(204, None)
