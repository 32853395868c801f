"""Customers for tests, made through the product's own door: a platform tells of them."""

from datetime import datetime, timedelta

from django.test import Client

from changlai.accounts.models import Member
from changlai.channels.contracts import Content, IdentityClaim, Profile
from changlai.channels.enums import ContentKind
from changlai.channels.models import Account
from changlai.customers import actions
from changlai.customers.actions import Entry, Person
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Customer, Identity
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import NOON, Firm


def make_customer(
    firm: Firm, name: str, *, phone: str = "", owner: Member | None = None, at: datetime = NOON
) -> Customer:
    """A customer the firm's channel has told of; without any interaction yet."""
    claims = [IdentityClaim("external_id", "shop", name)]
    if phone:
        claims.append(IdentityClaim("phone", "", phone, exclusive=False))
    with scope(firm.id):
        (customer_id,) = actions.resolve([Person(firm.id, firm.account.id, tuple(claims), at)])
        actions.keep_profiles([(firm.id, customer_id, Profile(name=name), at)])
        customer = Customer.objects.get(id=customer_id)
        if owner is not None:
            actions.assign_owner(customer=customer, owner=owner, by=firm.admin)
    return customer


def record(  # noqa: PLR0913 - a fact of a timeline has these parts
    firm: Firm,
    customer: Customer,
    kind: InteractionKind,
    *,
    number: int,
    text: str = "",
    minutes: float = 0,
    account: Account | None = None,
    **facts: object,
) -> None:
    """An entry of the customer's timeline, ``minutes`` after noon."""
    content = Content(kind=ContentKind.TEXT, text=text) if text else None
    place = (account or firm.account).id
    entry = Entry(
        firm.id, customer.id, place, kind, NOON + timedelta(minutes=minutes), number, facts=dict(facts), content=content
    )
    with scope(firm.id):
        actions.record([entry])


def phone_of(firm: Firm, customer: Customer) -> Identity:
    with scope(firm.id):
        return Identity.objects.get(customer=customer, kind="phone")


def browser(member: Member, *, language: str = "en", **headers: str) -> Client:
    """A browser in which this member has signed in, speaking ``language``."""
    client = Client(headers=headers)
    client.cookies[LANGUAGE_COOKIE] = language
    client.force_login(member.user)
    return client
