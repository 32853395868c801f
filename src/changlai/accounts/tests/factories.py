"""Organisations, people and browsers for tests. Boring on purpose: what differs is said by the caller."""

from itertools import count

from django.test import Client

from changlai.accounts import actions
from changlai.accounts.models import Department, Member, Organisation

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_organisation(slug: str = "", *, name: str = "", time_zone: str = "Asia/Shanghai") -> Organisation:
    slug = slug or f"house-{next(_numbers)}"
    return actions.create_organisation(name=name or f"House {slug}", slug=slug, language="en", time_zone=time_zone)


def make_member(
    organisation: Organisation,
    role: str = "admin",
    *,
    name: str = "",
    email: str = "",
    department: Department | None = None,
    password: str = "",
) -> Member:
    number = next(_numbers)
    return actions.create_member(
        organisation=organisation,
        name=name or f"Person {number}",
        sign_in_name=email or f"person{number}@example.com",
        role=role,
        department=department,
        password=password,
    )


def browser() -> Client:
    """Somebody who reads English and has not signed in."""
    return Client(headers={"accept-language": "en"})


def signed_in(member: Member) -> Client:
    client = browser()
    client.force_login(member.user)
    return client
