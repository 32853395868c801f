"""Companies for programs: the same questions and verbs as on screen."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import queries as accounts
from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.companies import actions, queries
from changlai.companies.api.routing import router
from changlai.companies.enums import KIND, CompanySize
from changlai.companies.models import Company, Post
from changlai.customers import queries as customers
from changlai.records import queries as records

LINE, TEXT = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$", r"^[^\x00]*$"
ONE = "/companies/{int:company_id}"
PEOPLE = f"{ONE}/people"


class CompanyOut(Schema):
    """A company. ``place`` is the GB/T 2260 code of its province, city or district."""

    id: int
    name: str
    short_name: str
    code: str
    industry_id: int | None
    size: str
    website: str
    phone: str
    place: int | None
    street: str
    parent_id: int | None
    owner_id: int | None
    source: str
    remark: str
    created_at: datetime
    changed_at: datetime


class CompanyPage(Schema):
    """Companies, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[CompanyOut]
    next: str | None


class CompanyFactsIn(Schema):
    """Facts to change; what is left out stays."""

    name: str | None = Field(None, max_length=120, pattern=LINE)
    short_name: str | None = Field(None, max_length=60, pattern=TEXT)
    code: str | None = Field(None, max_length=30, pattern=TEXT)
    industry_id: int | None = None
    size: CompanySize | None = None
    website: str | None = Field(None, max_length=300, pattern=TEXT)
    phone: str | None = Field(None, max_length=40, pattern=TEXT)
    place: int | None = Field(None, ge=110_000, le=829_999)
    street: str | None = Field(None, max_length=300, pattern=TEXT)
    parent_id: int | None = None
    owner_id: int | None = None
    source: str | None = Field(None, max_length=120, pattern=TEXT)
    remark: str | None = Field(None, max_length=4000, pattern=TEXT)


class CompanyIn(CompanyFactsIn):
    """A new company. ``fields`` are own fields by their id; every required one is asked for."""

    name: str = Field(max_length=120, pattern=LINE)
    fields: dict[int, Any] = {}


class PostOut(Schema):
    """A customer at a company."""

    id: int
    customer_id: int
    position: str
    is_main: bool
    since: date | None
    left_on: date | None


class NewPostIn(Schema):
    """Who works there."""

    customer_id: int
    position: str = Field("", max_length=120, pattern=TEXT)
    since: date | None = None


class PostIn(Schema):
    """What a customer does there, and until when."""

    position: str = Field("", max_length=120, pattern=TEXT)
    is_main: bool = False
    since: date | None = None
    left_on: date | None = None


class EmployIn(Schema):
    """The company a customer works for, by its whole name: it is made when there is none."""

    name: str = Field(max_length=120, pattern=LINE)


class CompanyNoteIn(Schema):
    """The text of a note."""

    text: str = Field(min_length=1, max_length=4000, pattern=TEXT)


class CompanyNoteOut(Schema):
    """A note about a company."""

    id: int
    text: str
    member_id: int | None
    written_at: datetime


@router.get("/companies", response=CompanyPage, summary="List companies")
@allowed("companies.view")
def companies(request: ApiRequest, cursor: str = "", name: str = "", code: str = "") -> dict[str, Any]:
    """The newest first; by the whole name (or short name) or the code, when one is given."""
    return id_page(queries.page(request.member, name=name, code=code, below=id_place(cursor) or 0), queries.PAGE)


@router.get(ONE, response=CompanyOut, summary="One company")
@allowed("companies.view")
def company(request: ApiRequest, company_id: int) -> Company:
    """404 when it is missing or not for this member."""
    return queries.get_for(request.member, company_id)


@router.post("/companies", response={201: CompanyOut}, summary="Make a company")
@allowed("companies.edit")
def create(request: ApiRequest, body: CompanyIn) -> Status[Company]:
    """409 ``companies.known`` when another has the code; 422 ``companies.bad_code`` when it is none."""
    facts = _facts(request, body.dict(exclude_unset=True, exclude={"fields"}))
    made = actions.create(
        facts=facts,
        by=request.member,
        now=timezone.now(),
        given=body.fields,
        fields=records.active_fields(KIND),
    )
    return Status(201, made)


@router.patch(ONE, response=CompanyOut, summary="Change a company")
@allowed("companies.edit")
def change(request: ApiRequest, company_id: int, body: CompanyFactsIn) -> Company:
    """What is left out stays; null empties a reference. 422 ``companies.bad_parent`` when trees would close."""
    found = queries.get_to_edit(request.member, company_id)
    facts = _facts(request, body.dict(exclude_unset=True))
    actions.edit(company=found, facts=facts, by=request.member, now=timezone.now())
    return found


@router.get(PEOPLE, response=list[PostOut], summary="Who works for a company")
@allowed("companies.view")
def people(request: ApiRequest, company_id: int) -> list[Post]:
    """Of those the member may see, who is still there first."""
    return [one.post for one in queries.people(request.member, queries.get_for(request.member, company_id))]


@router.post(PEOPLE, response={201: PostOut}, summary="Add a customer to a company")
@allowed("companies.edit")
def add_person(request: ApiRequest, company_id: int, body: NewPostIn) -> Status[Post]:
    """The same customer again changes what they do there."""
    found = queries.get_to_edit(request.member, company_id)
    customer = customers.get_to_edit(request.member, body.customer_id)
    made = actions.add_person(
        company=found, customer=customer, position=body.position, since=body.since, by=request.member
    )
    return Status(201, made)


@router.put(f"{PEOPLE}/{{int:post_id}}", response=PostOut, summary="Change what a customer does at a company")
@allowed("companies.edit")
def change_post(request: ApiRequest, company_id: int, post_id: int, body: PostIn) -> Post:
    """Who left is the main one of nobody."""
    held = queries.post_of(queries.get_to_edit(request.member, company_id), post_id)
    actions.change_post(post=held, by=request.member, **body.dict())
    return held


@router.delete(f"{PEOPLE}/{{int:post_id}}", response={204: None}, summary="Take a customer out of a company")
@allowed("companies.edit")
def remove_person(request: ApiRequest, company_id: int, post_id: int) -> Status[None]:
    """They never worked there."""
    held = queries.post_of(queries.get_to_edit(request.member, company_id), post_id)
    actions.remove_person(post=held, by=request.member)
    return Status(204, None)


@router.put("/customers/{int:customer_id}/company", response=PostOut, summary="Say for whom a customer works")
@allowed("companies.edit")
def employ(request: ApiRequest, customer_id: int, body: EmployIn) -> Post:
    """The company of that name is made when there is none."""
    customer = customers.get_to_edit(request.member, customer_id)
    return actions.employ(customer=customer, name=body.name.strip(), by=request.member, now=timezone.now())


@router.get(f"{ONE}/notes", response=list[CompanyNoteOut], summary="Notes about a company")
@allowed("companies.view")
def notes(request: ApiRequest, company_id: int) -> list[Any]:
    """The latest first."""
    return list(queries.notes(queries.get_for(request.member, company_id)))


@router.post(f"{ONE}/notes", response={201: CompanyNoteOut}, summary="Write a note about a company")
@allowed("companies.edit")
def write_note(request: ApiRequest, company_id: int, body: CompanyNoteIn) -> Status[Any]:
    """For colleagues."""
    found = queries.get_to_edit(request.member, company_id)
    made = actions.write_note(company=found, text=body.text, by=request.member, now=timezone.now())
    return Status(201, made)


def _facts(request: ApiRequest, told: dict[str, Any]) -> dict[str, object]:
    """Ids become what they stand for; null of a text empties it."""
    references = ("industry_id", "parent_id", "owner_id", "place")
    facts: dict[str, object] = {
        name: "" if value is None else value for name, value in told.items() if name not in references
    }
    if "place" in told:
        facts["place"] = told["place"]
    if "industry_id" in told:
        facts["industry"] = queries.industry_of(told["industry_id"]) if told["industry_id"] else None
    if "parent_id" in told:
        facts["parent"] = queries.get_for(request.member, told["parent_id"]) if told["parent_id"] else None
    if "owner_id" in told:
        facts["owner"] = accounts.get_for(request.member, told["owner_id"]) if told["owner_id"] else None
    return facts
