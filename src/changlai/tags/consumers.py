"""From what platforms told of relations to the tags of customers."""

from collections.abc import Sequence

from changlai.channels import queries as channels
from changlai.customers import queries as customers
from changlai.customers.events import CustomerBinned, CustomerRestored, FollowTagged
from changlai.kernel.events import consumer
from changlai.kernel.tenancy import scope
from changlai.tags import actions
from changlai.tags.actions import Told


@consumer("tags.follows", reads=[FollowTagged])
def keep_follow_tags(events: Sequence[FollowTagged]) -> None:
    """Adopt tags nobody here knows yet, then keep what each relation says: about two dozen statements a batch."""
    known = _known(events)
    unknown: dict[tuple[int, int], dict[str, tuple[str, str, str]]] = {}
    for event in events:
        for tag in event.tags:
            if tag[0] and (event.account_id, tag[0]) not in known:
                unknown.setdefault((event.organisation_id, event.account_id), {})[tag[0]] = tag
    for (organisation_id, account_id), tags in sorted(unknown.items()):
        with scope(organisation_id):
            actions.adopt(organisation_id=organisation_id, account_id=account_id, told=list(tags.values()))
    if unknown:
        known = _known(events)
    today = customers.current_ids(event.customer_id for event in events)
    names = channels.colleagues((e.account_id for e in events), (e.colleague for e in events))
    actions.keep_told(
        [
            Told(
                (e.organisation_id, today.get(e.customer_id, e.customer_id), e.account_id, e.colleague),
                frozenset(known[e.account_id, tag[0]] for tag in e.tags if (e.account_id, tag[0]) in known),
                e.told_at,
                names.get((e.account_id, e.colleague), e.colleague),
            )
            for e in events
        ]
    )


@consumer("tags.bin", reads=[CustomerBinned, CustomerRestored])
def keep_counts(events: Sequence[CustomerBinned | CustomerRestored]) -> None:
    """Who is in the bin is not counted among those who have a tag."""
    actions.order_recount((event.organisation_id, event.customer_id) for event in events)


def _known(events: Sequence[FollowTagged]) -> dict[tuple[int, str], int]:
    ids = {tag[0] for event in events for tag in event.tags if tag[0]}
    return dict(actions.twins_told({event.account_id for event in events}, ids)) if ids else {}
