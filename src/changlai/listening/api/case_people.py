"""Who the author of a case is, and may be."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema

from changlai.accounts.operations import LARGEST_ID, ApiRequest, allowed
from changlai.customers import queries as customers
from changlai.listening import actions
from changlai.listening import queries as people
from changlai.listening.api.cases import ONE
from changlai.listening.api.routing import router
from changlai.listening.models import Case
from changlai.listening.queries import cases as queries


class LikelyCustomerOut(Schema):
    """A customer the author may be, and why, in the language of the token's member."""

    customer_id: int
    name: str
    reasons: list[str]


class CaseAuthorOut(Schema):
    """Who said what a case is about. ``mention_count`` and ``negative_count``: all that was heard of them."""

    author_id: int
    name: str
    followers: int
    is_verified: bool
    mention_count: int
    negative_count: int
    customer_id: int | None
    likely: list[LikelyCustomerOut]


class CaseCustomerIn(Schema):
    """Whether the author is this customer."""

    customer_id: int = Field(ge=1, le=LARGEST_ID)
    is_same: bool


@router.get(f"{ONE}/author", response=CaseAuthorOut, summary="Read who a case is about")
@allowed("listening.cases")
def author(request: ApiRequest, case_id: int) -> dict[str, Any]:
    """With the customers they may be; 404 for a case that is about what many say."""
    return _author(request, queries.get_for(request.member, case_id))


@router.put(f"{ONE}/author/customer", response=CaseAuthorOut, summary="Say who the author of a case is")
@allowed("listening.work")
def tell_customer(request: ApiRequest, case_id: int, body: CaseCustomerIn) -> dict[str, Any]:
    """The case is about that customer then; or it is not this one, who is not suggested again.

    An author who is another customer already stays so (``customer_id`` says who): the two stand among the possible
    duplicates, to be merged there. 409 ``listening.taken_in_already``.
    """
    found = queries.get_to_work(request.member, case_id)
    customer = customers.get_for(request.member, body.customer_id)
    if found.author is None:
        raise Http404
    deed = actions.link if body.is_same else actions.part
    deed(author=found.author, customer=customer, by=request.member, now=timezone.now())
    return _author(request, queries.get_for(request.member, case_id))


def _author(request: ApiRequest, case: Case) -> dict[str, Any]:
    if case.author is None:
        raise Http404
    names = ("name", "followers", "is_verified", "mention_count", "negative_count", "customer_id")
    found = [
        {"customer_id": one.customer.pk, "name": one.customer.name, "reasons": list(one.reasons)}
        for one in people.likely(request.member, case.author)
    ]
    return {"author_id": case.author.pk, **{name: getattr(case.author, name) for name in names}, "likely": found}
