"""The main part of a customer's row: read by the rules of the record's page, compared with who is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from changlai.accounts.models import Member
from changlai.customers import actions
from changlai.customers.sheets import columns
from changlai.customers.sheets.reading import Reader, Row
from changlai.customers.sheets.twins import Asked, twins_of
from changlai.records.contracts import Checked, Column, Order, Written


class CustomerPart:
    """See records.contracts.Part."""

    kind = "customer"
    slug = "customer"
    is_in_order = False

    def columns(self) -> Sequence[Column]:
        return columns.columns()

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        reader = Reader(member, set(rows[0]) if rows else set())  # all rows have the same columns
        read = reader.read(rows)
        reader.refuse_taken(read)
        twins = twins_of(member, [_asked(one) for one in read])
        return [
            Checked(one.facts(), one.errors, () if one.errors else known)
            for one, known in zip(read, twins, strict=True)
        ]

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        return actions.bring_in(rows=rows, by=member, source=source, now=now)

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        return actions.take_back(customer_ids=record_ids, by=member)


def _asked(row: Row) -> Asked:
    told = row.told
    return Asked(row.claims, told.get("name", ""), told.get("company", ""), told.get("birthday", ""))
