"""What lists write into customers: into one in its row, or the same into many. Everything is read as the forms of the
customer's page read it, and written by the same actions.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from changlai.accounts.models import Member
from changlai.customers import actions
from changlai.customers.errors import BadFact, NoSuchColleague, SeveralContacts
from changlai.customers.forms import BasicsForm, NameForm
from changlai.kernel import db

Write = Callable[[Member, Sequence[int], Any, datetime], Mapping[int, str]]
_FIELDS = {**NameForm.base_fields, **BasicsForm.base_fields}


def fact(name: str) -> Write:
    """A fact every customer has."""

    def write(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
        actions.edit_many(ids=ids, changes={name: _read(name, raw)}, by=member, now=now)
        return {}

    return write


def contact(kind: str) -> Write:
    """The one phone number or e-mail address of a customer."""

    def write(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
        if len(ids) > 1:
            return dict.fromkeys(ids, str(SeveralContacts("").sentence))
        for one in ids:
            actions.set_contact(customer_id=one, kind=kind, text=_text(raw), by=member, now=now)
        return {}

    return write


def owner(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
    """Who is responsible; nobody when left empty."""
    text = _text(raw)
    found = colleague(text) if text else None
    actions.assign_many(ids=ids, owner=found, by=member, now=now)
    return {}


def colleague(raw: str) -> Member:
    """Somebody who works here, by the text of an id. Raises NoSuchColleague."""
    known = raw.isascii() and raw.isdigit() and db.is_id(int(raw))
    found = Member.objects.filter(pk=raw, is_active=True).select_related("role").first() if known else None
    if found is None:
        raise NoSuchColleague
    return found


def _read(name: str, raw: Any) -> object:  # noqa: ANN401 - what a form or JSON holds
    try:
        value: object = _FIELDS[name].clean(_text(raw))
    except ValidationError as error:
        raise BadFact(" ".join(error.messages)) from error
    return value


def _text(raw: Any) -> str:  # noqa: ANN401 - as above
    told = raw[0] if isinstance(raw, list | tuple) and raw else raw
    return str(told or "").replace("\x00", "").strip()
