"""Making customers, their facts and contacts, and what other systems report of them; for programs."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import queries as accounts
from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries
from changlai.customers.actions import Basics
from changlai.customers.api.people import LINE, CustomerOut
from changlai.customers.api.routing import router
from changlai.customers.enums import KIND, InteractionKind
from changlai.customers.errors import LooksLike, NoContact
from changlai.customers.models import Customer
from changlai.customers.queries import Known
from changlai.records import queries as records

ONE = "/customers/{int:customer_id}"
TEXT = r"^[^\x00]*$"
Gender = Literal["", "male", "female"]


class FactsIn(Schema):
    """Facts to change; what is left out stays. Platforms no longer change what was written here."""

    name: str | None = Field(None, max_length=120, pattern=LINE)
    gender: Gender | None = None
    birthday: date | None = None
    company: str | None = Field(None, max_length=120, pattern=TEXT)
    position: str | None = Field(None, max_length=120, pattern=TEXT)
    city: str | None = Field(None, max_length=120, pattern=TEXT)
    address: str | None = Field(None, max_length=300, pattern=TEXT)
    source: str | None = Field(None, max_length=120, pattern=TEXT)


class CustomerIn(FactsIn):
    """A customer made by hand. ``fields`` are values by the id of the field; every required one is asked for.
    ``is_sure``: they are made although they look like somebody, and a number or address belongs to both then.
    """

    name: str = Field(max_length=120, pattern=LINE)
    phones: list[str] = Field([], max_length=10)
    emails: list[str] = Field([], max_length=10)
    owner_id: int | None = None
    fields: dict[int, Any] = {}
    is_sure: bool = False


class ContactIn(Schema):
    """A phone number or an e-mail address."""

    kind: Literal["phone", "email"]
    value: str = Field(max_length=254, pattern=TEXT)


class ContactOut(Schema):
    """The identity it became."""

    id: int
    kind: str


class ReportIn(Schema):
    """What another system knows: a comment, call, order or form. ``key`` is its own id there; the same key of
    the same moment again changes nothing. ``seconds`` is how long a call was.
    """

    kind: Literal["comment", "call", "order", "form"]
    key: int = Field(ge=1, le=2**53)
    title: str = Field(max_length=200, pattern=LINE)
    text: str = Field("", max_length=4000, pattern=TEXT)
    occurred_at: datetime
    seconds: int | None = Field(None, ge=0, le=86_400)


class ReportOut(Schema):
    """Whether it was new."""

    is_new: bool


@router.post("/customers", response={201: CustomerOut}, summary="Make a customer")
@allowed("customers.edit")
def create(request: ApiRequest, body: CustomerIn) -> Status[Customer]:
    """409 ``customers.looks_like`` when they look like somebody (see ``POST /customer-lookalikes``), 409
    ``customers.known_elsewhere`` when a number or address is that of somebody the member may not see; ``is_sure`` makes
    them all the same.
    """
    told = body.dict(include={"name", "gender", "birthday", "company", "position", "city", "address", "source"})
    for kind, values in (("phone", body.phones), ("email", body.emails)):
        if any(not actions.normal(kind, text) for text in values):
            raise NoContact
    numbers = tuple(actions.normal("phone", one) for one in body.phones)
    addresses = tuple(actions.normal("email", one) for one in body.emails)
    known = Known(body.name, body.company or "", body.city or "", body.birthday, numbers, addresses)
    if not body.is_sure and (twins := queries.lookalikes(request.member, known)):
        raise LooksLike(twins[0][0].name, twins[0][0].pk)
    made = actions.create(
        organisation_id=request.organisation.pk,
        basics=Basics(
            **{name: value for name, value in told.items() if value is not None},
            phones=body.phones,
            emails=body.emails,
        ),
        owner=accounts.get_for(request.member, body.owner_id) if body.owner_id is not None else None,
        by=request.member,
        now=timezone.now(),
        given=body.fields,
        fields=records.active_fields(KIND),
        shares=body.is_sure,
    )
    return Status(201, made)


@router.patch(ONE, response=CustomerOut, summary="Change facts of a customer")
@allowed("customers.edit")
def change(request: ApiRequest, customer_id: int, body: FactsIn) -> Customer:
    """What is left out stays; an empty text empties, and so does null for the birthday."""
    found = queries.get_to_edit(request.member, customer_id)
    told = body.dict(exclude_unset=True)
    changes = {name: value for name, value in told.items() if value is not None or name == "birthday"}
    actions.edit(customer=found, changes=changes, by=request.member, now=timezone.now())
    return found


@router.post(f"{ONE}/contacts", response={201: ContactOut}, summary="Add a phone number or an e-mail address")
@allowed("customers.edit")
def add_contact(request: ApiRequest, customer_id: int, body: ContactIn) -> Status[Any]:
    """Whoever writes from it is this customer from then on. 409 ``customers.known_elsewhere``."""
    found = queries.get_to_edit(request.member, customer_id)
    added = actions.add_contact(customer=found, kind=body.kind, text=body.value, by=request.member, now=timezone.now())
    if added is None:
        raise NoContact
    return Status(201, added)


@router.delete(f"{ONE}/contacts/{{int:identity_id}}", response={204: None}, summary="Take a contact away")
@allowed("customers.edit")
def remove_contact(request: ApiRequest, customer_id: int, identity_id: int) -> Status[None]:
    """Phone numbers and e-mail addresses only; names that platforms gave stay."""
    found = queries.get_to_edit(request.member, customer_id)
    identity = queries.identity_of(found, identity_id)
    if identity.kind not in {"phone", "email"}:
        raise Http404
    actions.remove_contact(identity=identity, by=request.member)
    return Status(204, None)


@router.post(f"{ONE}/interactions", response={201: ReportOut}, summary="Report a comment, call, order or form")
@allowed("customers.edit")
def report(request: ApiRequest, customer_id: int, body: ReportIn) -> Status[dict[str, bool]]:
    """Stands on the customer's timeline, below its own chip."""
    found = queries.get_to_edit(request.member, customer_id)
    is_new = actions.report(
        customer=found,
        kind=InteractionKind(body.kind),
        key=body.key,
        title=body.title,
        text=body.text,
        occurred_at=body.occurred_at,
        seconds=body.seconds,
        by=request.member,
    )
    return Status(201, {"is_new": is_new})
