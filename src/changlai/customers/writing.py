"""What lists write into customers: into one in its row, or the same into many. Everything is read as the forms of the
customer's page read it, and written by the same actions.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from changlai.accounts.models import Member
from changlai.customers import actions
from changlai.customers.errors import BadFact, NoSuchColleague, SeveralContacts
from changlai.customers.forms import BasicsForm, NameForm
from changlai.records.columns import Write
from changlai.records.members import colleague_of
from changlai.records.writing import read_by, text_of

_FIELDS = {**NameForm.base_fields, **BasicsForm.base_fields}


def fact(name: str) -> Write:
    """A fact every customer has."""

    def write(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
        actions.edit_many(ids=ids, changes={name: read_by(_FIELDS[name], raw, BadFact)}, by=member, now=now)
        return {}

    return write


def contact(kind: str) -> Write:
    """The one phone number or e-mail address of a customer."""

    def write(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
        if len(ids) > 1:
            return dict.fromkeys(ids, str(SeveralContacts("").sentence))
        for one in ids:
            actions.set_contact(customer_id=one, kind=kind, text=text_of(raw), by=member, now=now)
        return {}

    return write


def owner(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Who is responsible; nobody when left empty."""
    found = colleague(raw) if text_of(raw) else None
    actions.assign_many(ids=ids, owner=found, by=member, now=now)
    return {}


def colleague(raw: object) -> Member:
    """Somebody who works here, by the text of an id. Raises NoSuchColleague."""
    found = colleague_of(raw)
    if found is None:
        raise NoSuchColleague
    return found
