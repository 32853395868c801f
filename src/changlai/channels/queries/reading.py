"""What stored deliveries mean: of one that came to us what is in it, of one heard in public what was said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from changlai.channels import registry
from changlai.channels.contracts import Channel, Inbound, Said, Skipped
from changlai.channels.events import HeardInPublic, InboundReceived
from changlai.channels.models import Account
from changlai.channels.queries.accounts import accounts_by_id, payloads, plain_settings

Told = TypeVar("Told", InboundReceived, HeardInPublic)
Meant = TypeVar("Meant", Inbound, Said)
Ask = Callable[[Channel, str, bytes, bytes, Mapping[str, Any]], Sequence[Meant] | Skipped]


@dataclass(frozen=True, slots=True)
class Reading(Generic[Told, Meant]):
    """What one stored delivery means. ``account`` is None when it is gone."""

    event: Told
    meant: Sequence[Meant] = ()
    skipped: str = ""  # reason; then it means nothing
    account: Account | None = None

    @property
    def product(self) -> str:
        """Slug of the account's; empty when it is gone."""
        return self.account.product if self.account else ""


Parsed = Reading[InboundReceived, Inbound]
Heard = Reading[HeardInPublic, Said]


def parsed(events: Sequence[InboundReceived]) -> list[Parsed]:
    """What came to us. See ``_read``."""
    return _read(events, lambda channel, *delivery: channel.parser.parse(*delivery))


def heard(events: Sequence[HeardInPublic]) -> list[Heard]:
    """What was said to everybody. See ``_read``."""
    return _read(
        events, lambda channel, *delivery: channel.voice.read(*delivery) if channel.voice else Skipped("unknown_event")
    )


def _read(events: Sequence[Told], ask: Ask[Meant]) -> list[Reading[Told, Meant]]:
    """Load the deliveries of these events and have their channels read them; two statements, whatever their number.

    A delivery whose partition has been dropped is skipped as ``expired``. A reader's mistake is an exception: the
    batch is bisected and the delivery becomes a dead letter that can be replayed when the reader is mended.
    """
    told = payloads(events)
    accounts = accounts_by_id(event.account_id for event in events)
    settings = {account_id: plain_settings(account) for account_id, account in accounts.items()}
    found: list[Reading[Told, Meant]] = []
    for event in events:
        account, row = accounts.get(event.account_id), told.get(event.delivery_id)
        if account is None or row is None:
            why = "account_removed" if account is None else "expired"
            found.append(Reading(event, (), why, account))
            continue
        answer = ask(registry.channel(account.channel), event.kind, row[0], row[1], settings[account.id])
        if isinstance(answer, Skipped):
            found.append(Reading(event, (), answer.reason, account))
        else:
            found.append(Reading(event, answer, "", account))
    return found
