"""``python -m bench.faults.worker FAULT``: a worker with one mistake in it."""

import sys
import time

from changlai.cli.django import load_django

NAP = 0.03  # seconds: how wide the window of a mistake stands open
ORGANISATIONS = range(1, 20)


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
            shards[:], starts, ends, _ = claim
        time.sleep(NAP)
        with transaction.atomic():
            tenancy.tell_database(ORGANISATIONS)
            found = self._read(shards, starts, ends)
            with tenancy.opened({row[1] for row in found}):
                self._handle(found, parked=False, bisect=bisect)
                log.flush()
            return max(len(found), 1)

    Reader._batch = spoiled  # type: ignore[method-assign]  # noqa: SLF001 - that is what this program is for


def get_then_create() -> None:
    """A conversation is looked for, then made, and nothing between them holds others back."""
    from changlai.inbox.actions import arrivals  # noqa: PLC0415 - app ready

    sql = arrivals._OPEN  # noqa: SLF001 - as the module says
    begin, end = sql.index("on conflict"), sql.index("returning")
    sql = sql[:begin] + sql[end:]
    napping = sql.replace(" order by o, cu, a", f", (select pg_sleep({NAP})) nap order by o, cu, a")
    arrivals._OPEN = napping  # noqa: SLF001 - as above


def main() -> None:
    fault = {"two_transactions": two_transactions, "get_then_create": get_then_create}[sys.argv[1]]
    load_django()
    fault()
    sys.argv[1:] = ["worker"]
    from changlai.cli.main import main as changlai  # noqa: PLC0415 - after the damage is done

    changlai()


if __name__ == "__main__":
    main()
