"""What people do without a word that opens a platform's reply window, or shuts it."""

from collections.abc import Sequence

from changlai.channels import queries, registry
from changlai.channels.events import InboundReceived
from changlai.channels.models import PERSON_LENGTH
from changlai.kernel import db

# A moment the platform tells may lie ahead; none opens a window for longer than from now on.
_KEEP = """
    insert into channels_windowtouch as t (organisation_id, account_id, person, kind, is_open, at)
    select distinct on (d.organisation_id, d.account_id, d.thread)
      d.organisation_id, d.account_id, d.thread, d.kind, x.is_open, least(d.occurred_at, d.received_at)
    from unnest(%(organisations)b::bigint[], %(deliveries)b::bigint[], %(open)b::bool[]) x(o, id, is_open)
    join channels_delivery d on d.organisation_id = x.o and d.id = x.id
    join channels_account a on a.organisation_id = d.organisation_id and a.id = d.account_id
    where d.thread <> '' and char_length(d.thread) <= %(longest)s
    order by d.organisation_id, d.account_id, d.thread, d.occurred_at desc, d.id desc
    on conflict (organisation_id, account_id, person)
    do update set kind = excluded.kind, is_open = excluded.is_open, at = excluded.at where excluded.at >= t.at"""


def keep_touches(events: Sequence[InboundReceived]) -> None:
    """Remember the last of each person; at most two statements, and none where no channel asks for it."""
    windows = {slug: _kinds(slug) for slug in registry.channels()}
    kinds = {kind for known in windows.values() for kind in known}
    chosen = [event for event in events if event.kind in kinds]
    if not chosen:
        return
    accounts = queries.accounts_by_id(event.account_id for event in chosen)
    rows = [
        (event.organisation_id, event.delivery_id, windows[account.channel][event.kind])
        for event in chosen
        if (account := accounts.get(event.account_id)) is not None and event.kind in windows[account.channel]
    ]
    organisations, deliveries, is_open = ([row[place] for row in rows] for place in range(3))
    asked = {"organisations": organisations, "deliveries": deliveries, "open": is_open, "longest": PERSON_LENGTH}
    if rows:
        db.run(_KEEP, asked)


def _kinds(slug: str) -> dict[str, bool]:
    """Kinds of deliveries that open a window of the channel (True) or shut it."""
    windows = [product.window for product in registry.channel(slug).products.values() if product.window]
    opening = {kind: True for window in windows for kind in window.opened_by}
    return opening | {kind: False for window in windows for kind in window.closed_by}
