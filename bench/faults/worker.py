"""``python -m bench.faults.worker FAULT``: a worker with one mistake in it."""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from changlai.cli.django import load_django

NAP, LONG_NAP = 0.03, 0.1  # seconds: how wide the window of a mistake stands open
ORGANISATIONS = range(1, 20)

Place = tuple[int, int, int]  # organisation, customer, account
Placed = Sequence[tuple[Any, Place]]  # an event that may only be imported once apps are ready, and where it belongs


def two_transactions() -> None:
    """The cursor moves in one transaction, the effect follows in another."""
    from django.db import transaction  # noqa: PLC0415 - app ready

    from changlai.kernel import tenancy  # noqa: PLC0415 - app ready
    from changlai.kernel.events import log  # noqa: PLC0415 - app ready
    from changlai.kernel.events.reader import Reader  # noqa: PLC0415 - app ready

    def spoiled(self: Reader, shards: list[int], *, bisect: bool) -> int:
        with transaction.atomic():
            claim = self._claim(shards or None)
            if claim is None:
                return 0
            shards[:], found = claim.shards, claim.found
        time.sleep(NAP)
        with transaction.atomic():
            tenancy.tell_database(ORGANISATIONS)
            with tenancy.opened({row[1] for row in found}):
                self._handle(found, parked=False, bisect=bisect)
                log.flush()
            return max(len(found), 1)

    Reader._batch = spoiled  # type: ignore[method-assign]  # noqa: SLF001 - that is what this program is for


def get_then_create() -> None:
    """A conversation is looked for and, when there is none, made: ``get_or_create`` with no constraint behind it.

    It is easily written: one customer's messages come one after the other, so who else should open their conversation?
    A colleague, who takes the closed one up again while the message arrives.
    """
    from changlai.inbox.actions import arrivals, arrived  # noqa: PLC0415 - app ready
    from changlai.inbox.models import Conversation  # noqa: PLC0415 - app ready
    from changlai.inbox.queries.desk import Terms  # noqa: PLC0415 - app ready

    def careless(placed: Placed, terms: Mapping[int, Terms]) -> dict[Place, arrived.Opened]:
        del terms  # whether the customer's message takes a closed one up again: here it never does
        first = {place: event.occurred_at for event, place in reversed(placed)}
        rows = Conversation.objects.filter(state="open", customer_id__in={customer for _, customer, _ in first})
        opened = {(row.organisation_id, row.customer_id, row.account_id): row for row in rows}
        missing = sorted(place for place in first if place not in opened)
        if missing:
            if Conversation.objects.filter(customer_id__in={customer for _, customer, _ in missing}).exists():
                time.sleep(LONG_NAP)  # where nobody has talked yet, no colleague can be in the way
            made = Conversation.objects.bulk_create(
                Conversation(organisation_id=o, customer_id=c, account_id=a, opened_at=at, last_message_at=at)
                for o, c, a, at in ((*place, first[place]) for place in missing)
            )
            opened |= dict(zip(missing, made, strict=True))
        return {place: arrived.Opened(opened[place].id, opened[place].assignee_id) for place in first}

    arrivals._open = careless  # noqa: SLF001 - that is what this program is for


def main() -> None:
    fault = {"two_transactions": two_transactions, "get_then_create": get_then_create}[sys.argv[1]]
    load_django()
    fault()
    sys.argv[1:] = ["worker"]
    from changlai.cli.main import main as changlai  # noqa: PLC0415 - after the damage is done

    changlai()


if __name__ == "__main__":
    main()
