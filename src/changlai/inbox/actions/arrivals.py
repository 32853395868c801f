"""Messages coming in, set-wise: one statement for the conversations, one for the messages, one for the sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from changlai.channels.contracts import Content
from changlai.channels.enums import ContentKind
from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.arrived import Opened, tell_arrivals
from changlai.inbox.actions.calling_off import overtake
from changlai.inbox.actions.comeback import Place, reopen_soon
from changlai.inbox.actions.media import wait_for_files
from changlai.inbox.actions.places import Placed, placed_now, without_mere_comments, without_mere_visits
from changlai.inbox.actions.scores import without_scores
from changlai.inbox.enums import Author
from changlai.inbox.queries.desk import NO_TERMS, Terms, terms_in
from changlai.kernel import db

PREVIEW = 200  # characters
_LINES = {InteractionKind.ENTERED: "entered", InteractionKind.COMMENT: "comment"}
AUTHORS = {
    InteractionKind.MESSAGE_IN: Author.CUSTOMER,
    InteractionKind.COMMENT: Author.CUSTOMER,
    InteractionKind.COLLEAGUE_MESSAGE: Author.COLLEAGUE,
    InteractionKind.ENTERED: Author.SYSTEM,
}
_FIND = """
    select c.id, c.organisation_id, c.customer_id, c.account_id, c.assignee_id, c.identity_id from inbox_conversation c
    join unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, cu, a)
      on c.organisation_id = x.o and c.customer_id = x.cu and c.account_id = x.a
    where c.state = 'open' order by c.id for no key update of c"""
# The partial unique index decides who opens it: a second writer finds the first one's row when it looks again. No line
# has told yet how to answer, so the first one does: should its conversation part again, that is read from the lines.
_OPEN = """
    insert into inbox_conversation (organisation_id, customer_id, account_id, state, address, opened_at,
      last_message_at, unread_count, preview, preview_kind, preview_author, has_failed, window_sent, identity_id)
    select o, cu, a, 'open', ad::jsonb, t, t, 0, '', 'text', 'customer', false, 0, i
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::timestamptz[], %b::text[], %b::bigint[])
      x(o, cu, a, t, ad, i) order by o, cu, a
    on conflict (organisation_id, customer_id, account_id) where state = 'open' do nothing
    returning id, organisation_id, customer_id, account_id, assignee_id, null::bigint"""
_ADD = """
    insert into inbox_message (organisation_id, conversation_id, author, colleague, kind, text, content, occurred_at,
      state, reason, can_retry, is_recalled, platform_id, event_id, identity_id, address)
    select o, c, au, co, k, tx, ct::jsonb, t, '', '', false, false, p, e, i, ad::jsonb
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
      %b::timestamptz[], %b::text[], %b::bigint[], %b::bigint[], %b::text[])
      with ordinality x(o, c, au, co, k, tx, ct, t, p, e, i, ad, n) order by n
    on conflict (organisation_id, event_id) where event_id is not null do nothing returning id, event_id"""
# A waiting begins with this batch, goes on from before, or ends; targets differ for the first answer and later ones.
_BEGINS = """(x.last_in > coalesce(x.answered, '-infinity')
        and (x.answered is not null or c.waiting_since is null))"""
_GOES_ON = "(x.answered is null and c.waiting_since is not null)"
_IS_FIRST = "coalesce(c.first_answer_at, x.answered) is null"
_SUM = f"""
    update inbox_conversation c set
      address = case when x.address <> '{{}}' then x.address::jsonb else c.address end,
      identity_id = case when x.address <> '{{}}' then x.identity else c.identity_id end,
      last_message_at = greatest(c.last_message_at, x.last),
      preview = case when x.last >= c.last_message_at then x.preview else c.preview end,
      preview_kind = case when x.last >= c.last_message_at then x.kind else c.preview_kind end,
      preview_author = case when x.last >= c.last_message_at then x.author else c.preview_author end,
      unread_count = case when x.answered >= coalesce(x.first_in, x.answered) then 0 else c.unread_count + x.count end,
      waiting_since = case
        when x.last_in > coalesce(x.answered, '-infinity')
          then coalesce(case when x.answered is null then c.waiting_since end, x.first_in)
        when x.answered is not null then null else c.waiting_since end,
      first_answer_at = coalesce(c.first_answer_at, x.answered),
      snoozed_until = case when x.last_in is null then c.snoozed_until end,
      woken_at = case when x.last_in is null and x.answered is null then c.woken_at end,
      answer_due_at = case when {_BEGINS} then case when {_IS_FIRST} then x.due_first else x.due_next end
        when {_GOES_ON} then c.answer_due_at end,
      escalate_at = case when {_BEGINS} then case when {_IS_FIRST} then x.warn_first else x.warn_next end
        when {_GOES_ON} then c.escalate_at end,
      escalation = case when {_GOES_ON} then c.escalation else 0 end,
      window_opened_at = greatest(c.window_opened_at, x.last_in),
      window_sent = case when x.last_in > coalesce(c.window_opened_at, '-infinity') then 0 else c.window_sent end
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[], %b::text[], %b::text[], %b::text[],
      %b::int[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::bigint[], %b::timestamptz[],
      %b::timestamptz[], %b::timestamptz[], %b::timestamptz[])
      x(o, i, address, last, preview, kind, author, count, first_in, last_in, answered, identity, due_first, warn_first,
        due_next, warn_next)
    where c.organisation_id = x.o and c.id = x.i"""  # noqa: S608 - conditions of our own
ROUNDS = 4  # another worker may open or close the same conversation at the same moment


def take_messages(events: Sequence[InteractionRecorded]) -> None:
    """Put what customers wrote into their open conversations, opening them where there is none."""
    chosen = [event for event in events if event.kind in AUTHORS and not event.is_automatic]
    placed = placed_now(without_mere_comments(chosen))
    placed = without_mere_visits(without_scores(placed)) if placed else []
    if not placed:
        return
    terms = terms_in(place[0] for _, place in placed)
    opened = _open(placed, terms)
    fresh = add_lines(placed, opened)
    new = [(event, place) for event, place in placed if event.id in fresh]
    if not new:
        return
    _sum(new, opened, terms)
    tell_arrivals(new, opened, fresh)


def _open(placed: Sequence[Placed], terms: Mapping[int, Terms]) -> dict[Place, Opened]:
    """The open conversation of every place, locked in order of id; made where there is none."""
    first: dict[Place, datetime] = {}
    reached: dict[Place, InteractionRecorded] = {}  # whoever only enters can be answered where a platform permits it
    for event, place in placed:
        first.setdefault(place, event.occurred_at)
        if event.address:
            reached.setdefault(place, event)
    places = sorted(first)
    opened: dict[Place, Opened] = {}
    for _ in range(ROUNDS):
        missing = [place for place in places if place not in opened]
        if not missing:
            return opened
        columns = tuple([place[i] for place in missing] for i in range(3))
        opened |= _by_place(db.rows(_FIND, columns))
        missing = [place for place in missing if place not in opened]
        if missing:
            opened |= _by_place(reopen_soon(missing, first, terms))
            missing = [place for place in missing if place not in opened]
        if missing:
            columns = tuple([place[i] for place in missing] for i in range(3))
            known = [reached.get(place) for place in missing]
            addresses = [msgspec.json.encode(one.address if one else {}).decode() for one in known]
            names = [one.identity_id or None if one else None for one in known]
            opened |= _by_place(db.rows(_OPEN, (*columns, [first[place] for place in missing], addresses, names)))
    raise RuntimeError("conversations kept changing under us")


def _by_place(rows: Sequence[db.Row]) -> dict[Place, Opened]:
    return {(row[1], row[2], row[3]): Opened(row[0], row[4], row[5]) for row in rows}


def add_lines(placed: Sequence[Placed], opened: dict[Place, Opened]) -> dict[int, int]:
    """Message ids by event id, for those that were not there yet. Files that are still to come are waited for."""
    encode = msgspec.json.encode
    contents = [event.content or Content(kind=ContentKind.OTHER) for event, _ in placed]
    rows = db.rows(
        _ADD,
        (
            [place[0] for _, place in placed],
            [opened[place].id for _, place in placed],
            [AUTHORS[event.kind].value for event, _ in placed],
            [event.colleague for event, _ in placed],
            [kind_of(event) for event, _ in placed],
            [content.text for content in contents],
            [encode(content).decode() for content in contents],
            [event.occurred_at for event, _ in placed],
            [event.platform_id for event, _ in placed],
            [event.id for event, _ in placed],
            [event.identity_id or None for event, _ in placed],
            _addresses(placed, opened),
        ),
    )
    fresh = {row[1]: row[0] for row in rows}
    waits = [
        (place[0], fresh[event.id], event.account_id, attachment.remote)
        for event, place in placed
        if event.id in fresh and event.content
        for attachment in event.content.attachments
        if attachment.remote and not attachment.file_id
    ]
    if waits:
        wait_for_files(waits)
    return fresh


def _addresses(placed: Sequence[Placed], opened: dict[Place, Opened]) -> list[str | None]:
    """How to answer each line that came under another name than the one before it; for all others nothing."""
    latest = {place: one.identity_id for place, one in opened.items()}
    found: list[str | None] = []
    for event, place in placed:
        is_other = bool(event.address) and event.identity_id != latest[place]
        found.append(msgspec.json.encode(event.address).decode() if is_other else None)
        if event.address:
            latest[place] = event.identity_id
    return found


def kind_of(event: InteractionRecorded) -> str:
    """The kind of a line: a content's own, or what happened."""
    if event.kind in _LINES:
        return _LINES[event.kind]
    return str((event.content or Content()).kind)


@dataclass(slots=True)
class _Sum:
    address: dict[str, str]
    last: datetime
    preview: str
    kind: str
    author: str
    count: int = 0
    first_in: datetime | None = None
    last_in: datetime | None = None
    answered: datetime | None = None
    identity_id: int | None = None


def _sum(new: Sequence[Placed], opened: dict[Place, Opened], terms: Mapping[int, Terms]) -> None:
    sums: dict[Place, _Sum] = {}
    for event, place in new:
        author = AUTHORS[event.kind]
        if author == Author.SYSTEM:
            continue
        entry = sums.setdefault(place, _Sum({}, event.occurred_at, "", "text", author.value))
        if event.occurred_at >= entry.last:
            entry.last, entry.preview = event.occurred_at, (event.content.text if event.content else "")[:PREVIEW]
            entry.kind, entry.author = kind_of(event), author.value
        if event.address:
            entry.address, entry.identity_id = event.address, event.identity_id or None
        if author == Author.CUSTOMER:
            entry.count += 1
            entry.first_in = min(entry.first_in or event.occurred_at, event.occurred_at)
            entry.last_in = max(entry.last_in or event.occurred_at, event.occurred_at)
        else:
            entry.answered = max(entry.answered or event.occurred_at, event.occurred_at)
    places = sorted(sums, key=lambda place: opened[place].id)
    if places:
        rows = [sums[place] for place in places]
        dues = [_deadlines(sums[place].first_in, terms.get(place[0], NO_TERMS)) for place in places]
        db.run(
            _SUM,
            (
                [p[0] for p in places],
                [opened[p].id for p in places],
                [msgspec.json.encode(s.address).decode() for s in rows],
                [s.last for s in rows],
                [s.preview for s in rows],
                [s.kind for s in rows],
                [s.author for s in rows],
                [s.count for s in rows],
                [s.first_in for s in rows],
                [s.last_in for s in rows],
                [s.answered for s in rows],
                [s.identity_id for s in rows],
                *([due[i] for due in dues] for i in range(4)),
            ),
        )
        overtake([(p[0], opened[p].id, at) for p in places if (at := sums[p].last_in)])


def _deadlines(since: datetime | None, terms: Terms) -> tuple[datetime | None, ...]:
    """Due and warning of a first answer, then of a next one, to who begins to wait then."""
    if since is None or not terms.has_targets:
        return (None, None, None, None)
    return (*terms.deadline(since, is_first=True), *terms.deadline(since, is_first=False))
