"""The lists of the inbox, page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.inbox.enums import ConversationState, Standing, Tab
from changlai.inbox.models import Conversation, Mention
from changlai.inbox.queries.conversations import COUNT_BOUND, PAGE, visible_to

# Holders up to whom a list is read holder by holder, each in the order of an index. More of them hold so large a part
# of all conversations that walking all of them in order soon fills a page.
FEW = 12


def standing(rows: QuerySet[Conversation], state: Standing) -> QuerySet[Conversation]:
    """Those of the conversations that stand so: open and in sight, snoozed, or closed."""
    if state == Standing.CLOSED:
        return rows.filter(state=ConversationState.CLOSED)
    return rows.filter(state=ConversationState.OPEN, snoozed_until__isnull=state == Standing.OPEN)


def on_tab(member: Member, tab: Tab, *, state: Standing = Standing.OPEN) -> QuerySet[Conversation]:
    rows = standing(visible_to(member), state)
    match tab:
        case Tab.MINE:
            return rows.filter(assignee_id=member.id)
        case Tab.UNASSIGNED:
            return rows.filter(assignee__isnull=True)
        case Tab.ALL:
            return rows
        case Tab.MENTIONS:
            return rows.filter(id__in=Mention.objects.filter(member_id=member.pk).values("conversation_id"))


Narrowing = Callable[[QuerySet[Conversation]], QuerySet[Conversation]]


def _whole(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return rows


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page above."""

    is_waiting: bool
    moment: datetime
    id: int


def page(
    member: Member,
    tab: Tab,
    *,
    state: Standing = Standing.OPEN,
    after: Cursor | None = None,
    limit: int = PAGE,
    narrow: Narrowing = _whole,
) -> tuple[list[int], Cursor | None]:
    """The ids of a keyset page, most urgent first: those who wait, or whose snooze is over, by the moment an answer is
    due; then the rest, the latest first. Of the closed nobody waits. ``narrow`` leaves only some of them
    (``inbox.filters``).
    """
    shelves = [narrow(rows) for rows in _shelves(member, tab, state)]
    found: list[Cursor] = []
    if state != Standing.CLOSED and (after is None or after.is_waiting):
        urgent = _first(limit + 1, [_urgent(rows, after) for rows in shelves], "urgent_at", "id")
        found = [Cursor(is_waiting=True, moment=moment, id=one) for one, moment in urgent]
    if len(found) <= limit:
        below = after if after and not after.is_waiting else None
        calm = shelves if state == Standing.CLOSED else [rows.filter(urgent_at__isnull=True) for rows in shelves]
        latest = _first(limit + 1 - len(found), [_below(rows, below) for rows in calm], "-last_message_at", "-id")
        found += [Cursor(is_waiting=False, moment=moment, id=one) for one, moment in latest]
    ids = [one.id for one in found]
    return (ids, None) if len(ids) <= limit else (ids[:limit], found[limit - 1])


def _shelves(member: Member, tab: Tab, state: Standing) -> list[QuerySet[Conversation]]:
    """The conversations on a tab, those of each holder by themselves where that is quicker."""
    rows = on_tab(member, tab, state=state)
    if tab != Tab.ALL or member.level("inbox.view") != Level.TEAM or len(accounts.team_ids(member)) > FEW:
        return [rows]
    every = standing(Conversation.objects.all(), state)
    return [every.filter(assignee__isnull=True), *(every.filter(assignee=one) for one in accounts.team_ids(member))]


def _urgent(rows: QuerySet[Conversation], after: Cursor | None) -> QuerySet[Conversation]:
    rows = rows.filter(urgent_at__isnull=False)
    return rows.filter(Q(urgent_at__gt=after.moment) | Q(urgent_at=after.moment, id__gt=after.id)) if after else rows


def _below(rows: QuerySet[Conversation], after: Cursor | None) -> QuerySet[Conversation]:
    if after is None:
        return rows
    return rows.filter(Q(last_message_at__lt=after.moment) | Q(last_message_at=after.moment, id__lt=after.id))


def _first(limit: int, shelves: list[QuerySet[Conversation]], *order: str) -> list[tuple[int, datetime]]:
    """Ids and moments of the first of several shelves together. Nothing is joined to them here: a planner that takes
    the tables' yesterday for today would join thousands, sort them, and throw all but these away.
    """
    moment = order[0].removeprefix("-")
    every = [rows.order_by(*order).values_list("id", moment)[:limit] for rows in shelves]
    return list(every[0] if len(every) == 1 else every[0].union(*every[1:], all=True).order_by(*order)[:limit])


def unread_mine(member: Member) -> int:
    """Conversations of mine where the customer waits, for the side bar; counted up to COUNT_BOUND."""
    return len(on_tab(member, Tab.MINE).filter(waiting_since__isnull=False).order_by().values_list("id")[:COUNT_BOUND])
