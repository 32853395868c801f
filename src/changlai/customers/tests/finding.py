"""Customers to be found, written as an import would."""

from typing import Any

from changlai.customers.models import Customer, Follow, Identity, Note
from changlai.customers.records import KINDS
from changlai.kernel.tenancy import scope
from changlai.records import actions, queries
from tests.support.house import NOON

CUSTOMERS = KINDS[0]


def add(firm, name: str, *, remark: str = "", note: str = "", owner=None, **facts: Any) -> int:
    """A customer as an import would write it, straight into the tables."""
    with scope(firm.id):
        facts |= {"name": name, "owner": owner, "created_at": NOON}
        made = Customer(organisation_id=firm.id, **facts)
        made.save()
        if facts.get("phone"):
            Identity.objects.create(customer=made, kind="phone", value=facts["phone"], created_at=NOON)
        if remark:
            Follow.objects.create(customer=made, account_id=firm.account.pk, colleague="c", remark=remark, seen_at=NOON)
        if note:
            Note.objects.create(customer=made, text=note, cause=made.pk, written_at=NOON)
    return made.pk


def read_all(*firms) -> None:
    """As the job does: until nothing is marked any more."""
    for firm in firms:
        with scope(firm.id):
            while actions.refresh():
                pass


def names(firm, text: str, member=None, **options) -> list[str]:
    with scope(firm.id):
        found = queries.find(member or firm.admin, CUSTOMERS, text, **options)
    return [hit.face.title for hit in found.hits]
