"""Conversations part again when a merge is undone; lines written since go with the name they came under."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from changlai.customers.contracts import Undo
from changlai.inbox.actions.folding import bring_back, score_again
from changlai.inbox.actions.merging import FOLDED, MOVED, OPEN, SINCE
from changlai.inbox.actions.replaying import Line, lines_of, replayed
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.models import Conversation
from changlai.kernel import db

Row = dict[str, Any]
_HAND_BACK = """
    update inbox_conversation set customer_id = %(old)s
    where organisation_id = %(org)s and customer_id = %(into)s and id = any(%(ids)b::bigint[])"""
_PUT = """
    update inbox_message set conversation_id = %(to)s
    where organisation_id = %(org)s and conversation_id = %(from)s and id = any(%(ids)b::bigint[])"""
_HOLD = """
    select to_jsonb(c)::text from inbox_conversation c
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) order by id for update"""
_WRITE = """
    update inbox_conversation c set {columns} from jsonb_populate_record(null::inbox_conversation, %(row)b::jsonb) x
    where c.organisation_id = %(org)s and c.id = %(id)s"""
_MAKE = """
    insert into inbox_conversation ({columns}) select {columns} from jsonb_populate_record(null::inbox_conversation,
      %(row)b::jsonb || jsonb_build_object('id', nextval('inbox_conversation_id_seq'))) returning id"""
# Follow from the lines: recomputed where lines came or went. All other columns are as before, or as changed since.
DERIVED = (
    "address",
    "identity_id",
    "last_message_at",
    "preview",
    "preview_kind",
    "preview_author",
    "unread_count",
    "waiting_since",
    "first_answer_at",
    "window_opened_at",
    "window_sent",
    "has_failed",
)


@dataclass(slots=True)
class _Talk:
    """A conversation on its way back: as it was before the merge, as the merge left it, as it is now."""

    now: Row
    before: Row | None = None
    after: Row | None = None
    news: list[Line] = field(default_factory=list)
    has_lost: bool = False  # lines of its own

    @property
    def id(self) -> int:
        return int(self.now["id"])


def hand_back(undo: Undo) -> None:
    """Undo ``merging.hand_over``: see customers.contracts.Undo."""
    facts = {"org": undo.organisation_id, "into": undo.into_id}
    for kept in undo.kept:
        if kept.place == MOVED:
            db.run(_HAND_BACK, facts | {"old": kept.old_id, "ids": list(kept.ids)})
    talks = _talks(undo)
    into = dict(_take_out(undo))
    bring_back(undo)
    since = min((one for kept in undo.kept if kept.place == SINCE for one in kept.ids), default=0)
    _find_news(talks, since)
    states = {gone: talks[keep] for gone, keep in into.items() if keep in talks}
    _give_new_ones(undo, talks)
    _sort(undo, talks, states)
    for talk in talks.values():
        _settle(undo.organisation_id, talk, states.get(talk.id))
    score_again(undo)
    tell_changed([(undo.organisation_id, one.id, one.now["assignee_id"]) for one in talks.values()], "state")


def _talks(undo: Undo) -> dict[int, _Talk]:
    rows = db.rows(_HOLD, {"org": undo.organisation_id, "ids": [undo.into_id, *undo.merged_ids]})
    talks = {row["id"]: _Talk(row) for row in (json.loads(text) for (text,) in rows)}
    for kept in undo.kept:
        if kept.place == OPEN and kept.rows[0]["id"] in talks:
            talk = talks[kept.rows[0]["id"]]
            talk.before, talk.after = dict(kept.rows[0]), dict(kept.rows[1])
    return talks


def _take_out(undo: Undo) -> Iterator[tuple[int, int]]:
    """Lines go back into the conversation they lay in; (that one, the one that had taken it in)."""
    for kept in undo.kept:
        if kept.place == FOLDED:
            gone, keep = int(kept.rows[0]["gone"]), int(kept.rows[0]["keep"])
            db.run(_PUT, {"org": undo.organisation_id, "from": keep, "to": gone, "ids": list(kept.ids)})
            yield gone, keep


def _find_news(talks: Mapping[int, _Talk], since: int) -> None:
    for line in lines_of(list(talks), since):
        talks[line.conversation_id].news.append(line)


def _give_new_ones(undo: Undo, talks: Mapping[int, _Talk]) -> None:
    """A conversation that began after the merge is theirs who wrote first in it."""
    known = {one for kept in undo.kept if kept.place == MOVED for one in kept.ids}
    for talk in talks.values():
        first = next((line for line in talk.news if line.identity_id in undo.owners), None)
        is_new = talk.before is None and talk.id not in known and talk.now["customer_id"] == undo.into_id
        if first and is_new and len(talk.news) == len(lines_of([talk.id], 0)):
            talk.now["customer_id"] = undo.owners[first.identity_id]
            db.run(
                _HAND_BACK,
                {
                    "org": undo.organisation_id,
                    "into": undo.into_id,
                    "old": talk.now["customer_id"],
                    "ids": [talk.id],
                },
            )


def _sort(undo: Undo, talks: dict[int, _Talk], states: Mapping[int, _Talk]) -> None:
    """Lines that came since under another person's name go to that person's conversation, made where there is none."""
    for talk in list(talks.values()):
        strangers: dict[int, list[Line]] = defaultdict(list)
        for line in talk.news:
            owner = undo.owners.get(line.identity_id, talk.now["customer_id"])
            if owner != talk.now["customer_id"] and owner in {undo.into_id, *undo.merged_ids}:
                strangers[owner].append(line)
        for owner, lines in strangers.items():
            target = _place_for(talks, states, talk, owner, lines)
            db.run(
                _PUT,
                {"org": undo.organisation_id, "from": talk.id, "to": target.id, "ids": [line.id for line in lines]},
            )
            talk.news, talk.has_lost = [line for line in talk.news if line not in lines], True
            target.news = sorted([*target.news, *lines], key=lambda line: line.id)


def _place_for(
    talks: dict[int, _Talk], states: Mapping[int, _Talk], source: _Talk, owner: int, lines: Sequence[Line]
) -> _Talk:
    own = [
        talk
        for talk in talks.values()
        if talk.now["customer_id"] == owner and talk.now["account_id"] == source.now["account_id"]
    ]
    for talk in own:
        if states.get(talk.id) is source:  # the one that had been taken in
            return talk
    for talk in own:
        if states.get(talk.id, talk).now["state"] == "open":
            return talk
    row = source.now | dict.fromkeys(DERIVED) | _blank(source.now, owner, lines[0])
    made = json.loads(json.dumps(row))
    made["id"] = int(db.value(_MAKE.format(columns=", ".join(_columns())), {"row": json.dumps(row)}))
    talks[made["id"]] = _Talk(made, before=dict(made), after=None)
    return talks[made["id"]]


def _blank(source: Row, owner: int, first: Line) -> Row:
    """A conversation nobody has written in yet."""
    address = source["address"] if first.identity_id == source["identity_id"] else (first.address or {})
    return {
        "customer_id": owner,
        "opened_at": first.at.isoformat(),
        "last_message_at": first.at.isoformat(),
        "address": address,
        "identity_id": first.identity_id or None,
        "preview": "",
        "preview_kind": "text",
        "preview_author": "customer",
        "unread_count": 0,
        "window_sent": 0,
        "has_failed": False,
    }


def _settle(organisation_id: int, talk: _Talk, keeper: _Talk | None) -> None:
    """Write the row: as it was, with what a person changed since and what the lines say."""
    if talk.before is None:
        if talk.has_lost:
            _write(organisation_id, talk, _told_again(talk))
        return
    witness = keeper or talk
    row = _restored(talk, witness)
    if talk.after is None or talk.news or _differs(witness):
        row |= replayed(row, talk.news, unread_now=witness.now["unread_count"], is_read=_is_read(witness))
    _write(organisation_id, talk, row)


def _told_again(talk: _Talk) -> Row:
    """A conversation that was not open when its customers merged: what its remaining lines make of it."""
    lines = lines_of([talk.id], 0)
    if not lines:
        return talk.now
    row = talk.now | dict.fromkeys(DERIVED) | _blank(talk.now, talk.now["customer_id"], lines[0])
    return replayed(row, lines, unread_now=talk.now["unread_count"], is_read=True) | {
        "opened_at": talk.now["opened_at"]
    }


def _write(organisation_id: int, talk: _Talk, row: Row) -> None:
    fixed = {"id", "organisation_id", "customer_id"}
    changed = [name for name in _columns() if name not in fixed and name in row and row[name] != talk.now[name]]
    if changed:
        sql = _WRITE.format(columns=", ".join(f"{name} = x.{name}" for name in changed))
        db.run(sql, {"row": json.dumps(row), "org": organisation_id, "id": talk.id})


def _columns() -> list[str]:
    return [str(field.column) for field in Conversation._meta.local_fields if not field.generated]


def _restored(talk: _Talk, witness: _Talk) -> Row:
    before = talk.before or talk.now
    if talk.after is None:
        return dict(before)
    row = {
        name: value if name in DERIVED or talk.now[name] == talk.after[name] or witness is not talk else talk.now[name]
        for name, value in before.items()
    }
    if witness is not talk and witness.now["state"] == "closed":  # somebody has settled both at once
        row |= {"state": "closed", "closed_at": witness.now["closed_at"], "waiting_since": None, "unread_count": 0}
    if witness is talk and talk.now["state"] == "closed":
        row |= {"waiting_since": None, "unread_count": 0}
    return row


def _differs(talk: _Talk) -> bool:
    return talk.after is None or any(talk.now[name] != talk.after[name] for name in DERIVED)


def _is_read(talk: _Talk) -> bool:
    """Whether somebody has looked at the conversation since the merge."""
    if talk.after is None:
        return False
    came = sum(line.author == "customer" for line in talk.news)
    return bool(talk.now["unread_count"] < talk.after["unread_count"] + came)
