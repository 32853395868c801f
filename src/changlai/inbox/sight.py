"""How far members see in the inbox, worked out once for many: the same answers as ``queries``, without a statement for
each of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.inbox import queries
from changlai.inbox.enums import Standing, Tab
from changlai.inbox.models import Conversation
from changlai.inbox.queries import COUNT_BOUND, Listed
from changlai.kernel import db, tenancy

_OPEN = """select from inbox_conversation c where c.organisation_id = %(org)s
    and c.state = 'open' and c.snoozed_until is null"""
_OWN = f"""select m, (select count(*) from ({_OPEN} and c.assignee_id = m limit %(bound)s) x),
    (select count(*) from ({_OPEN} and c.assignee_id = m and c.waiting_since is not null limit %(bound)s) x)
    from unnest(%(members)b::bigint[]) m"""  # noqa: S608 - our own condition
_UNASSIGNED = f"select count(*) from ({_OPEN} and c.assignee_id is null limit %(bound)s) x"  # noqa: S608 - as above
_ALL = f"select count(*) from ({_OPEN} limit %(bound)s) x"  # noqa: S608 - as above
Team = frozenset[int]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one member sees: ``queries.visible_to`` as a question about a row at hand."""

    member_id: int
    level: Level
    team: Team  # whose conversations the level TEAM shows, the member's own among them; empty for other levels
    mentioned: frozenset[int] = frozenset()  # of the conversations asked about, those whose notes mention the member

    def sees(self, conversation: Conversation | Listed) -> bool:
        owner = conversation.assignee_id
        match self.level:
            case Level.ALL:
                return True
            case Level.TEAM:
                return owner is None or owner in self.team
            case Level.OWN:
                return owner == self.member_id
            case _:
                return False

    def shows(self, conversation: Listed, tab: Tab, state: Standing) -> bool:
        """Whether it belongs on a tab of this member's, as in ``queries.on_tab``."""
        return self._is_on(tab, conversation) and conversation.standing == state and self.sees(conversation)

    def _is_on(self, tab: Tab, conversation: Listed) -> bool:
        match tab:
            case Tab.MINE:
                return conversation.assignee_id == self.member_id
            case Tab.UNASSIGNED:
                return conversation.assignee_id is None
            case Tab.MENTIONS:
                return conversation.id in self.mentioned
            case Tab.ALL:
                return True


@dataclass(frozen=True, slots=True)
class Figures:
    """Open conversations on each tab (under Mentions: those with an unread one, open or closed), and how many of mine
    wait; each counted up to COUNT_BOUND.
    """

    tabs: Mapping[Tab, int]
    waiting: int


def people(member_ids: Iterable[int]) -> dict[int, Member]:
    """Those of these members who may work now, with their role and user; one statement."""
    rows = Member.objects.filter(id__in=set(member_ids), is_active=True, user__is_active=True)
    return {member.pk: member for member in rows.select_related("role", "user").order_by("id")}


def sights(members: Iterable[Member]) -> dict[int, Sight]:
    """What each of these members sees; one statement for each department of a member who sees a team."""
    departments: dict[int | None, Team] = {None: frozenset()}
    found = {}
    for member in members:
        level = member.level("inbox.view")
        team: Team = frozenset()
        if level == Level.TEAM:
            if member.department_id not in departments:
                departments[member.department_id] = accounts.team_ids(member)
            team = departments[member.department_id] | {member.pk}
        found[member.pk] = Sight(member.pk, level, team)
    return found


def with_mentions(seeing: Mapping[int, Sight], conversation_ids: Iterable[int]) -> dict[int, Sight]:
    """The same members, knowing which of these conversations mention them; one statement."""
    found = queries.mentioned_in(seeing, conversation_ids)
    return {
        member_id: replace(one, mentioned=frozenset(where for who, where in found if who == member_id))
        for member_id, one in seeing.items()
    }


def colleagues(conversation: Conversation) -> list[tuple[Member, bool]]:
    """Active colleagues by name, each with whether they may see this conversation: only those a note may mention."""
    active = Member.objects.filter(is_active=True, user__is_active=True).select_related("role")
    members = list(active.order_by("name", "id"))
    seeing = sights(members)
    return [(member, seeing[member.pk].sees(conversation)) for member in members]


def figures(seeing: Mapping[int, Sight]) -> dict[int, Figures]:
    """What the tabs of each of these members hold (``queries.on_tab``), and ``queries.unread_mine``, for many: as many
    statements for fifty members as for one.
    """
    shelves = _Shelves(seeing)
    return {member_id: shelves.counted(one) for member_id, one in seeing.items()}


class _Shelves:
    """Counts that several members share, asked for once."""

    def __init__(self, seeing: Mapping[int, Sight]) -> None:
        holders = sorted(frozenset(seeing).union(*(sight.team for sight in seeing.values())))
        self.known = {"org": tenancy.organisation_id(), "bound": COUNT_BOUND, "members": holders}
        self.own = {row[0]: (int(row[1]), int(row[2])) for row in db.rows(_OWN, self.known)}
        self.mentions = queries.unread_mentions(list(seeing))

    def counted(self, sight: Sight) -> Figures:
        mine, waiting = self.own[sight.member_id] if sight.level > Level.NONE else (0, 0)
        unassigned = self.unassigned if sight.level >= Level.TEAM else 0
        match sight.level:
            case Level.ALL:
                whole = self.all
            case Level.TEAM:
                whole = self.team(sight.team)
            case _:
                whole = mine
        mentions = self.mentions[sight.member_id] if sight.level > Level.NONE else 0
        tabs = {Tab.MINE: mine, Tab.UNASSIGNED: unassigned, Tab.ALL: whole, Tab.MENTIONS: mentions}
        return Figures(tabs, waiting)

    @cached_property
    def unassigned(self) -> int:
        return int(db.value(_UNASSIGNED, self.known))

    @cached_property
    def all(self) -> int:
        return int(db.value(_ALL, self.known))

    def team(self, team: Team) -> int:
        """Nobody's and the team's. Every part is counted up to the bound, so their sum is right up to it too."""
        return min(COUNT_BOUND, self.unassigned + sum(self.own[one][0] for one in team))
