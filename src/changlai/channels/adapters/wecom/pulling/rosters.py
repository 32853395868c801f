"""Who each colleague's contacts are, and that there are no others: every night (document path 92113).

A lost "deleted" callback leaves no trace in the walk through all customers; only a complete list tells who is missing.
"""

from bisect import bisect_right
from datetime import datetime

import msgspec
from django.utils import timezone

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.identities import claims
from changlai.channels.adapters.wecom.pulling.members import followers
from changlai.channels.adapters.wecom.values import ID_LENGTH
from changlai.channels.contracts import Desk, Pulled, Roster

_CALLS = 20  # colleagues a page, at most
_CONTACTS = 50_000  # after so many a page is handed over: that, and one colleague more, is all that is held


class _Listed(msgspec.Struct):
    external_userid: list[str]


def pull(desk: Desk, cursor: str) -> Pulled:
    """The rosters of some colleagues; ``cursor`` names the last one asked about. Raises CallFailed.

    WeCom gives a list whole or not at all. A colleague whose list it will not give has no roster, and nothing ends.
    """
    client = Client(desk)
    members = followers(client)
    done = bisect_right(members, cursor) if cursor else 0
    found: list[Roster] = []
    held = 0
    for member in members[done : done + _CALLS]:
        roster = _roster(client, desk, member, timezone.now())
        done += 1
        if roster is not None:
            found.append(roster)
            held += len(roster.values)
        if held >= _CONTACTS:
            break
    more = done < len(members)
    return Pulled(
        rosters=tuple(found), cursor=members[done - 1] if more else "", more=more, done=done, total=len(members)
    )


def _roster(client: Client, desk: Desk, member: str, at: datetime) -> Roster | None:
    """One colleague's contacts; None when WeCom will not tell. A failure that passes is raised, to be tried again."""
    try:
        listed = _listed(client.get("externalcontact/list", {"userid": member}))
    except failures.WecomRefused as refusal:
        if refusal.number == failures.NO_CONTACTS:
            listed = []
        elif refusal.permanent:
            return None
        else:
            raise
    if listed is None:
        return None
    (claim,) = claims(desk.settings, "")
    return Roster(member, claim.kind, claim.scope, tuple(listed), at)


def _listed(answer: bytes) -> list[str] | None:
    """The ids in the answer; None when one cannot be read, for then we do not know who is missing."""
    try:
        ids = msgspec.json.decode(answer, type=_Listed).external_userid
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return ids if all(one and len(one) <= ID_LENGTH for one in ids) else None
