"""Visitors of a fair, more than a page of a list shows: too many to be told one by one through a door that counts."""

import json
import sys

from django.utils import timezone

from changlai.accounts.models import Member, Organisation
from changlai.companies import actions as companies
from changlai.customers import actions as customers
from changlai.customers.actions import Basics
from changlai.customers.enums import InteractionKind
from changlai.kernel.tenancy import scope

SOURCE = "民宿展"
FIRM, OTHER_FIRM = "杭州青禾主题民宿有限公司", "杭州青禾数字科技有限公司"
FIT = 52  # of FIRM, called twice
OTHERS = {"来宾只来电一次": (FIRM, 1), "来宾已经成交": (FIRM, 2), "来宾在别家公司": (OTHER_FIRM, 2)}


def make() -> None:
    """In the demo's organisation; writes their ids, those of OTHERS last, to the console."""
    guests = {f"来宾{number:02}": (FIRM, 2) for number in range(1, FIT + 1)} | OTHERS
    with scope(Organisation.objects.get(slug="hemu").pk):
        admin = Member.objects.select_related("role", "user").get(name="孟佳")
        made = [_guest(admin, name, firm, calls) for name, (firm, calls) in guests.items()]
    sys.stdout.write(json.dumps(made))


def _guest(admin: Member, name: str, firm: str, calls: int) -> int:
    now = timezone.now()
    customer = customers.create(
        organisation_id=admin.organisation_id,
        basics=Basics(name, city="杭州", source=SOURCE),
        owner=None,
        by=admin,
        now=now,
        given={},
        shares=True,
    )
    companies.employ(customer=customer, name=firm, by=admin, now=now)
    for number in range(calls):
        customers.report(
            customer=customer,
            kind=InteractionKind.CALL,
            key=customer.pk * 10 + number,
            title="来电",
            text="",
            occurred_at=now,
            seconds=60,
            by=admin,
        )
    return int(customer.pk)
