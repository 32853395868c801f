"""A customer's word and a person's data, for programs."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.compliance import actions, queries, tables
from changlai.compliance.actions import Said
from changlai.compliance.api.routing import router
from changlai.compliance.enums import Purpose, RequestKind, RequestState, SaidBy
from changlai.compliance.models import Consent, SubjectRequest
from changlai.customers import queries as customers
from changlai.kernel import files

TAGS = ["personal data"]
CUSTOMER = "/customers/{int:customer_id}"
PLAIN = r"^[^\x00]*$"


class AnswerOut(Schema):
    """Whether a channel and purpose are open of one's own accord now; ``rule`` and ``sentence`` say why not."""

    channel: str
    purpose: Purpose
    is_allowed: bool
    rule: str
    sentence: str


class ConsentOut(Schema):
    """A word of the customer; an empty channel is every channel."""

    id: int
    purpose: Purpose
    channel: str
    is_given: bool
    way: SaidBy
    at: datetime
    text_version: str
    evidence: str


class MayContactOut(Schema):
    """May we write, and what the customer has said, the latest first."""

    answers: list[AnswerOut]
    consents: list[ConsentOut]


class ConsentIn(Schema):
    """A yes or a no with its evidence; it counts from now on."""

    purpose: Purpose
    is_given: bool
    channel: str = Field(default="", max_length=40, pattern=PLAIN)
    way: SaidBy = SaidBy.PROGRAM
    text_version: str = Field(default="", max_length=60, pattern=PLAIN)
    evidence: str = Field(default="", max_length=1000, pattern=PLAIN)


class SubjectRequestOut(Schema):
    """A copy or an erasure that was asked for. ``report`` counts the rows of each table; ``due_at`` is when an erasure
    happens, ``expires_at`` until when a copy can be fetched, once; ``error`` says why one failed, in your language.
    """

    id: int
    kind: RequestKind
    state: RequestState
    subject_id: int
    reason: str
    asked_at: datetime
    asked_by_id: int | None
    approved_by_id: int | None
    due_at: datetime | None
    done_at: datetime | None
    expires_at: datetime | None
    fetched_at: datetime | None
    report: list[list[Any]]
    error: str

    @staticmethod
    def resolve_error(request: SubjectRequest) -> str:
        return queries.why_failed(request)


class SubjectRequestPage(Schema):
    """Requests, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[SubjectRequestOut]
    next: str | None


class SubjectRequestIn(Schema):
    """What is asked for. ``needs_second``: an erasure to which another colleague has to agree first."""

    kind: RequestKind
    reason: str = Field(default="", max_length=200, pattern=PLAIN)
    needs_second: bool = False


@router.get(f"{CUSTOMER}/contact", tags=TAGS, response=MayContactOut, summary="May we write to a customer?")
@allowed("customers.view")
def contact(request: ApiRequest, customer_id: int) -> dict[str, Any]:
    """For each channel that can send, of one's own accord; answers to a new message are freer."""
    customer = customers.get_for(request.member, customer_id)
    return {
        "answers": [
            {
                "channel": one.product.slug,
                "purpose": one.purpose,
                "is_allowed": one.decision.allowed,
                "rule": one.decision.rule,
                "sentence": str(one.decision.sentence),
            }
            for one in tables.answers(customer, timezone.now())
        ],
        "consents": queries.consents(customer),
    }


@router.post(f"{CUSTOMER}/consents", tags=TAGS, response={201: ConsentOut}, summary="Note what a customer said")
@allowed("customers.edit")
def keep_consent(request: ApiRequest, customer_id: int, body: ConsentIn) -> Status[Consent]:
    """The newest word for a purpose and channel counts."""
    customer = customers.get_to_edit(request.member, customer_id)
    said = Said(**body.dict())
    return Status(201, actions.keep_consent(customer=customer, said=said, by=request.member, now=timezone.now()))


@router.post(
    f"{CUSTOMER}/data-requests",
    tags=TAGS,
    response={201: SubjectRequestOut},
    summary="Ask for a copy or an erasure",
)
@allowed("subjects.manage")
def ask(request: ApiRequest, customer_id: int, body: SubjectRequestIn) -> Status[SubjectRequest]:
    """Answers 409 while one of the same kind is under way. An erasure happens after 7 days, and can be called off."""
    customer = customers.get_for(request.member, customer_id)
    facts: dict[str, Any] = {"customer": customer, "by": request.member, "now": timezone.now(), "reason": body.reason}
    if body.kind == RequestKind.EXPORT:
        return Status(201, actions.ask_copy(**facts))
    return Status(201, actions.ask_erasure(needs_second=body.needs_second, **facts))


@router.get("/data-requests", tags=TAGS, response=SubjectRequestPage, summary="Data requests")
@allowed("subjects.manage")
def requests(request: ApiRequest, cursor: str = "") -> dict[str, Any]:  # noqa: ARG001 - the same for everybody
    """The latest first."""
    return id_page(queries.requests(before=id_place(cursor)), queries.PAGE)


@router.get("/data-requests/{int:request_id}", tags=TAGS, response=SubjectRequestOut, summary="One data request")
@allowed("subjects.manage")
def one_request(request: ApiRequest, request_id: int) -> SubjectRequest:
    """With the proof of what was erased, in figures."""
    return queries.request_for(request.member, request_id)


@router.post("/data-requests/{int:request_id}/approval", tags=TAGS, response={204: None}, summary="Agree to an erasure")
@allowed("subjects.manage")
def approval(request: ApiRequest, request_id: int) -> Status[None]:
    """By another member than the one who asked."""
    found = queries.request_for(request.member, request_id)
    actions.approve(request=found, by=request.member, now=timezone.now())
    return Status(204, None)


@router.post("/data-requests/{int:request_id}/cancellation", tags=TAGS, response={204: None}, summary="Call it off")
@allowed("subjects.manage")
def cancellation(request: ApiRequest, request_id: int) -> Status[None]:
    """Answers 409 when it is done."""
    actions.call_off(request=queries.request_for(request.member, request_id), by=request.member)
    return Status(204, None)


@router.post("/data-requests/{int:request_id}/retry", tags=TAGS, response={204: None}, summary="Try a failed one again")
@allowed("subjects.manage")
def retry(request: ApiRequest, request_id: int) -> Status[None]:
    """Answers 409 when it has not failed."""
    actions.retry(request=queries.request_for(request.member, request_id), by=request.member)
    return Status(204, None)


@router.post("/data-requests/{int:request_id}/copy", tags=TAGS, summary="Fetch a copy, once")
@allowed("subjects.manage")
def copy(request: ApiRequest, request_id: int) -> HttpResponse:
    """The ZIP file. Answers 410 when it was fetched already or is too old."""
    found = queries.request_for(request.member, request_id)
    stored = actions.fetch_copy(request=found, by=request.member, now=timezone.now())
    answer = cast("HttpResponse", files.response(request, stored, download=True))
    answer["Cache-Control"] = "no-store"
    return answer
