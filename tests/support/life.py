"""One firm whose customers are merged and parted again, told step by step."""

import itertools

from changlai.customers import queries as customers
from changlai.customers.actions import (
    Merge,
    add_collaborator,
    assign_owner,
    fill_in,
    merge_choices,
    merge_many,
    undo_merge,
    unite,
    write_note,
)
from changlai.customers.models import Customer, Identity, Merging
from changlai.kernel import db
from changlai.kernel.rls import tenant_tables
from changlai.kernel.tenancy import scope
from changlai.records.actions import Rules, create_field, create_section
from changlai.records.enums import FieldKind
from changlai.tags.tests.factories import make_group, mark
from tests.support.house import another_account, deliver, found_firm, hire, later, message, settle

PEOPLE = ("lin", "wu", "zhou", "shen")
_firms = itertools.count(1)
# What a merge leaves behind on purpose: that it happened, and that these are different people.
HISTORY = {"customers_merging", "customers_mergeimage", "customers_suggestion", "kernel_auditentry"}
TOLD = "and kind <> 'merged'"
# Activity is derived and written in pieces; src/changlai/customers/tests/test_activity.py compares it.
MACHINE = {"customers_activitychunk", "event_log", "event_dead", "lease", "inbox_staleday"}


class Life:
    """One firm, its two channels, and the order of things."""

    def __init__(self) -> None:
        self.firm = found_firm(f"life{next(_firms)}")
        self.shop = another_account(self.firm)
        self.minutes = itertools.count()
        _group, self.tags = make_group(self.firm, "stage", "new", "old", is_exclusive=True)
        _free, more = make_group(self.firm, "likes", "tea")
        self.tags += more
        self.helpers = [hire(self.firm, name, "agent") for name in ("李牧", "高远")]
        with scope(self.firm.id):
            section = create_section(of="customer", name="home", by=self.firm.admin)
            rules = Rules("flat")
            self.field = create_field(
                section=section, kind=FieldKind.TEXT, rules=rules, by=self.firm.admin, now=later(0)
            )

    def message(self, who: str, place: str) -> None:
        minute = next(self.minutes)
        deliver(self.shop if place == "shop" else self.firm, message(who, f"{who} {minute}", at=later(minute)))
        settle()

    def customer(self, who: str) -> Customer | None:
        with scope(self.firm.id):
            identity = Identity.objects.select_related("customer").filter(value=who).order_by("id").first()
            return identity.customer if identity else None

    def note(self, who: str) -> None:
        customer = self.customer(who)
        if customer is not None:
            with scope(self.firm.id):
                write_note(
                    customer=customer, text=f"about {who} {next(self.minutes)}", by=self.firm.admin, now=later(500)
                )

    def fact(self, who: str, what: int) -> None:
        """A colleague writes something down: a tag of a group with one answer, a value, who is responsible."""
        customer = self.customer(who)
        if customer is None:
            return
        if what < len(self.tags):
            mark(self.firm, [customer], on=(self.tags[what],))
            return
        by, now = self.firm.admin, later(next(self.minutes))
        helper = self.helpers[what % 2]
        with scope(self.firm.id):
            fill_in(customer=customer, given={self.field.pk: f"{who} {what}"}, by=by, now=now, fields=[self.field])
            assign_owner(customer=customer, owner=helper, by=by)
            add_collaborator(customer=customer, member=self.helpers[1 - what % 2], can_write=what > 3, by=by, now=now)

    def merge(self, first: str, second: str, *, decides: bool = False) -> None:
        """The second becomes part of the first; with ``decides`` by hand: its values stay, no free tag does."""
        one, other = self.customer(first), self.customer(second)
        if one is not None and other is not None and one.pk != other.pk:
            with scope(self.firm.id):
                if decides:
                    by = self.firm.admin
                    offered = merge_choices(by, [one.pk, other.pk])
                    stays = {choice.key: other for choice in offered if choice.keeps_one}
                    left_out = {choice.key for choice in offered if not choice.keeps_one}
                    unite(into=one, others=[other], choices=stays, left_out=left_out, by=by)
                    return
                merge_many([Merge(self.firm.id, one.pk, (other.pk,), reason="test", by=self.firm.admin)])

    def possible(self) -> list[Merging]:
        with scope(self.firm.id):
            standing = Merging.objects.filter(undone_at=None).order_by("id")
            return [one for one in standing if customers.why_not_undone(one) is None]

    def undo(self, number: int) -> bool:
        possible = self.possible()
        if possible:
            with scope(self.firm.id):
                undo_merge(merging=possible[number % len(possible)], by=self.firm.admin, now=later(999))
        return bool(possible)

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table of the firm, ids and all; but for that merges happened, which timelines keep."""
        found = {}
        with scope(self.firm.id):
            for table in sorted(set(tenant_tables()) - HISTORY - MACHINE):
                but = TOLD if table == "customers_interaction" else ""
                sql = f"select to_jsonb(t)::text from {table} t where organisation_id = %s {but} order by 1"  # noqa: S608 - ours
                found[table] = [row[0] for row in db.rows(sql, (self.firm.id,))]
        return found
