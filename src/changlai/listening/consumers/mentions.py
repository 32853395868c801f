"""From what was told to mentions: heard by a channel, pushed, read from a feed or a file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels import queries as channel_queries
from changlai.channels.enums import Outcome
from changlai.channels.events import HeardInPublic
from changlai.channels.queries import Heard
from changlai.kernel.events import consumer
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import Told
from changlai.listening.events import MentionTold
from changlai.listening.queries import sources_of_accounts

NO_SOURCE = "no_source"  # of channels' figures


@consumer("listening.mentions", reads=[HeardInPublic, MentionTold], limit=500)
def store_mentions(events: Sequence[HeardInPublic | MentionTold]) -> None:
    """Each organisation's in one piece: cleaned, once, judged, counted."""
    heard = [event for event in events if isinstance(event, HeardInPublic)]
    told: dict[int, list[tuple[int, Told]]] = {}
    for event in events:
        if isinstance(event, MentionTold):
            told.setdefault(event.organisation_id, []).append(
                (event.id, Told(event.source_id, event.said, is_clean=True))
            )
    for organisation_id, place, one in _of_accounts(heard):
        told.setdefault(organisation_id, []).append((place, one))
    now = timezone.now()
    for organisation_id, lines in sorted(told.items()):
        with scope(organisation_id):
            actions.hear([one for _place, one in sorted(lines, key=lambda line: line[0])], now=now)


def _of_accounts(events: Sequence[HeardInPublic]) -> Iterable[tuple[int, int, Told]]:
    """What accounts heard that stand in the register; a few statements, whatever their number."""
    if not events:
        return
    sources = sources_of_accounts({event.account_id for event in events})
    heard = channel_queries.heard(events)
    _count_skipped(heard, sources)
    for delivery in heard:
        source_id = sources.get(delivery.event.account_id)
        for said in delivery.meant if source_id else ():
            yield delivery.event.organisation_id, delivery.event.id, Told(source_id or 0, said)


def _count_skipped(heard: Sequence[Heard], sources: Mapping[int, int]) -> None:
    """What was not read, and what came through an account that stands in no register, is seen in its figures."""
    reasons = ((one.event, one.skipped or ("" if one.event.account_id in sources else NO_SOURCE)) for one in heard)
    skipped = Counter(
        (event.organisation_id, event.account_id, why) for event, why in reasons if why and not event.again
    )
    channels.note_many(
        [(org, account, Outcome.SKIPPED, why, count) for (org, account, why), count in sorted(skipped.items())]
    )
