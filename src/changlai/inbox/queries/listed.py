"""Conversations as lists show them: plain rows, made by one prepared statement. A list is drawn more often than
anything else, and models of four tables would cost it most of its time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from changlai.inbox.enums import ConversationState, Standing
from changlai.inbox.models import Conversation
from changlai.kernel import db, tenancy

_ROWS = """
    select c.id, c.customer_id, c.account_id, c.assignee_id, c.state, c.last_message_at, c.waiting_since,
      c.unread_count, c.preview, c.preview_kind, c.preview_author, c.has_failed, c.snoozed_until, c.woken_at,
      c.answer_due_at, c.escalate_at, c.escalation, c.score, c.urgent_at, u.name, u.avatar_digest, a.channel, a.product,
      coalesce(m.name, '')
    from inbox_conversation c
    join customers_customer u on u.organisation_id = c.organisation_id and u.id = c.customer_id
    join channels_account a on a.organisation_id = c.organisation_id and a.id = c.account_id
    left join accounts_member m on m.organisation_id = c.organisation_id and m.id = c.assignee_id
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[])"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation with what a list tells of its customer, its account and its assignee."""

    id: int
    customer_id: int
    account_id: int
    assignee_id: int | None
    state: str
    last_message_at: datetime
    waiting_since: datetime | None
    unread_count: int
    preview: str
    preview_kind: str
    preview_author: str
    has_failed: bool
    snoozed_until: datetime | None
    woken_at: datetime | None
    answer_due_at: datetime | None
    escalate_at: datetime | None
    escalation: int
    score: int | None
    urgent_at: datetime | None
    name: str  # the customer's
    portrait: str  # digest of the customer's picture
    channel: str
    product: str
    assignee: str  # the name; empty for nobody

    @property
    def standing(self) -> Standing:
        """Where it is found: among the open ones, the snoozed or the closed."""
        if self.state == ConversationState.CLOSED:
            return Standing.CLOSED
        return Standing.OPEN if self.snoozed_until is None else Standing.SNOOZED


def listed(ids: Iterable[int]) -> list[Listed]:
    """These conversations of the organisation in scope, in the order of their ids as given; missing ones left out. One
    statement.
    """
    wanted = list(ids)
    found = by_id(wanted)
    return [found[one] for one in wanted if one in found]


def by_id(ids: Iterable[int]) -> Mapping[int, Listed]:
    """The same by id."""
    rows = db.rows(_ROWS, {"org": tenancy.organisation_id(), "ids": list(ids)})
    return {row[0]: Listed(*row) for row in rows}


def as_listed(held: Conversation) -> Listed:
    """A conversation at hand, with its customer, account and assignee loaded. Asks no database."""
    customer, account, assignee = held.customer, held.account, held.assignee
    return Listed(
        held.pk,
        held.customer_id,
        held.account_id,
        held.assignee_id,
        held.state,
        held.last_message_at,
        held.waiting_since,
        held.unread_count,
        held.preview,
        held.preview_kind,
        held.preview_author,
        held.has_failed,
        held.snoozed_until,
        held.woken_at,
        held.answer_due_at,
        held.escalate_at,
        held.escalation,
        held.score,
        held.urgent_at,
        customer.name,
        customer.avatar_digest,
        account.channel,
        account.product,
        assignee.name if assignee else "",
    )
