"""Follow-ups of deliveries that a platform tells only half of: what to ask it next."""

from collections.abc import Sequence

from changlai.channels import actions, queries, registry, talks
from changlai.channels.enums import InboundKind
from changlai.channels.events import InboundReceived
from changlai.channels.talks import Line
from changlai.kernel.events import consumer
from changlai.kernel.jobs import NewJob, add


@consumer("channels.follow_ups", reads=[InboundReceived])
def order_follow_ups(events: Sequence[InboundReceived]) -> None:
    """Order a fetch for each person whose news want one, and the files of each delivery that carries some.

    A fetch asks how things stand when it runs, so one that waits answers all the news before it. Lines of visitors'
    talks are written down for their own pages, and who opens or shuts a reply window without a word is remembered.
    """
    _keep_talks(events)
    actions.keep_touches(events)
    wanted = {kind for channel in registry.channels().values() for kind in channel.fetch_kinds | channel.media_kinds}
    chosen = [event for event in events if event.kind in wanted]
    if not chosen:
        return
    accounts = queries.accounts_by_id(event.account_id for event in chosen)
    fetches, files = [], []
    for event in chosen:
        account = accounts.get(event.account_id)
        if account is None:
            continue
        channel = registry.channel(account.channel)
        body = {"account_id": account.id, "delivery_id": event.delivery_id, "kind": event.kind}
        if event.kind in channel.fetch_kinds:
            fetches.append(NewJob(event.organisation_id, "channels.fetch", body, f"fetch:{account.id}:{event.key}"))
        if event.kind in channel.media_kinds:
            files.append(NewJob(event.organisation_id, "channels.media", body, f"media:{event.delivery_id}"))
    add("fetches", fetches)
    add("jobs", files)


def _keep_talks(events: Sequence[InboundReceived]) -> None:
    doors = [channel.visits for channel in registry.channels().values() if channel.visits]
    kinds = {kind for door in doors for kind in door.lines}
    chosen = [event for event in events if event.kind in kinds]
    if not chosen:
        return
    told = [(parsed.event, inbound) for parsed in queries.parsed(chosen) for inbound in parsed.meant]
    talks.write(
        [
            Line(e.organisation_id, e.account_id, one.address["to"], one.platform_id, one.content, one.occurred_at)
            for e, one in told
            if one.content is not None
        ]
    )
    talks.note_seen(
        [
            (event.organisation_id, event.account_id, inbound.address["to"], int(inbound.address["number"]))
            for event, inbound in told
            if inbound.kind == InboundKind.SEEN
        ]
    )
