"""Who can be given conversations now, and what rules see of the conversations that wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.inbox.contracts import Case
from changlai.inbox.enums import Target
from changlai.inbox.models import AssignmentRule, DeskSettings, Workplace
from changlai.kernel import db, tenancy

# Never counts further than the member's own capacity: what is above it does not matter.
_LOAD = """
    select x.m, (select count(*) from (
      select from inbox_conversation c where c.organisation_id = %(org)s and c.assignee_id = x.m and c.state = 'open'
        and c.snoozed_until is null limit x.most) n)
    from unnest(%(members)b::bigint[], %(most)b::int[]) x(m, most)"""
_CASES = """
    select c.id, c.account_id, coalesce(a.parent_id, a.id), a.channel, coalesce(m.text, ''),
      l.assignee_id, u.owner_id, l.id is not null
    from inbox_conversation c
    join channels_account a on a.organisation_id = c.organisation_id and a.id = c.account_id
    join customers_customer u on u.organisation_id = c.organisation_id and u.id = c.customer_id
    left join lateral (select text from inbox_message t where t.organisation_id = c.organisation_id
      and t.conversation_id = c.id and t.author = 'customer' and t.occurred_at >= c.opened_at
      order by t.occurred_at, t.id limit 1) m on true
    left join lateral (select p.id, p.assignee_id from inbox_conversation p where p.organisation_id = c.organisation_id
      and p.customer_id = c.customer_id and p.id <> c.id order by p.assignee_id is null, p.id desc limit 1) l on true
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[])
    order by coalesce(c.queued_at, c.opened_at), c.id"""
_BELOW = """with recursive below(id) as (
      select %b::bigint union
      select d.id from accounts_department d join below on d.parent_id = below.id)
    select m.id from accounts_member m join below on m.department_id = below.id"""
MOST_COUNTED = 1000
STEP = timedelta(microseconds=1)


@dataclass(slots=True)
class Staff:
    """Colleagues who are online and may answer: how much they have, how much they take, whose turn it is."""

    names: dict[int, str] = field(default_factory=dict)
    load: dict[int, int] = field(default_factory=dict)
    capacity: dict[int, int] = field(default_factory=dict)
    given_at: dict[int, float] = field(default_factory=dict)  # of the last gift, as seconds; 0 for never
    departments: dict[int, frozenset[int]] = field(default_factory=dict)

    def is_free(self, member_id: int) -> bool:
        """Whether the member is there and takes one more."""
        return member_id in self.load and self.load[member_id] < self.capacity[member_id]

    def named_by(self, rule: AssignmentRule) -> Collection[int]:
        """Whom a rule may give to, free or not."""
        match rule.target:
            case Target.MEMBER:
                return [rule.member_id] if rule.member_id else []
            case Target.DEPARTMENT:
                return self._of_department(rule.department_id) if rule.department_id else []
            case _:
                return self.names

    def next_of(self, named: Collection[int]) -> int | None:
        """Whose turn it is among those: the one who was given something the longest ago; None when nobody is free."""
        free = [member_id for member_id in named if self.is_free(member_id)]
        return min(free, key=lambda member_id: (self.given_at[member_id], member_id), default=None)

    def take(self, member_id: int, now: datetime) -> None:
        """The member is given one: they have one more, and are last in the row."""
        self.load[member_id] += 1
        latest = max(self.given_at.values())
        self.given_at[member_id] = max(now.timestamp(), latest + STEP.total_seconds())

    def _of_department(self, department_id: int) -> frozenset[int]:
        if department_id not in self.departments:
            self.departments[department_id] = frozenset(row[0] for row in db.rows(_BELOW, (department_id,)))
        return self.departments[department_id]


def staff(organisation_id: int) -> Staff:
    """The colleagues of the organisation in scope who are online and may answer customers; five statements."""
    online = accounts.online_ids()
    members = Member.objects.filter(id__in=online, is_active=True).select_related("role").order_by("id")
    able = {member.pk: member.name for member in members if member.can("inbox.reply")}
    if not able:
        return Staff()
    usual = usual_capacity()
    places = {place.member_id: place for place in Workplace.objects.filter(member_id__in=able)}
    own = {one: place.capacity for one, place in places.items() if place.capacity is not None}
    most = {one: own.get(one, usual) for one in able}
    known = {"org": organisation_id, "members": list(most), "most": list(most.values())}
    return Staff(
        names=able,
        load={row[0]: int(row[1]) for row in db.rows(_LOAD, known)},
        capacity=most,
        given_at={one: _seconds(places[one].last_given_at) if one in places else 0.0 for one in able},
    )


def usual_capacity() -> int:
    """How many open conversations a colleague takes unless told otherwise."""
    found = DeskSettings.objects.values_list("capacity", flat=True).first()
    return DeskSettings().capacity if found is None else found


def cases(organisation_id: int, ids: Sequence[int], *, now: datetime) -> list[Case]:
    """What rules see of these conversations, whoever has waited longest first; one statement beside the hours."""
    if not ids:
        return []
    hours = accounts.hours(organisation_id)
    return [
        Case(
            id=row[0],
            account_id=row[1],
            root_id=row[2],
            channel=row[3],
            text=row[4],
            known_to=row[5] or row[6],
            is_known=row[7],
            is_open=hours.is_open(now),
            at=now,
        )
        for row in db.rows(_CASES, {"org": organisation_id, "ids": list(ids)})
    ]


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def open_counts(member_ids: Sequence[int]) -> dict[int, int]:
    """Open conversations in sight of each of these members, counted up to MOST_COUNTED."""
    known = {"org": tenancy.organisation_id(), "members": list(member_ids), "most": [MOST_COUNTED] * len(member_ids)}
    return {row[0]: int(row[1]) for row in db.rows(_LOAD, known)} if member_ids else {}
