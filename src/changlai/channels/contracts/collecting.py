"""Leave to collect what people say in public: given above, by whoever keeps the register of sources."""

from collections.abc import Collection
from typing import Protocol


class CollectingGate(Protocol):
    """A module that keeps the register of sources: ``GATE`` in its ``collecting.py``.

    Where no gate speaks for an account, nothing that others say is collected through it.
    """

    def may_collect(self, organisation_id: int, account_ids: Collection[int]) -> set[int]:
        """Those of these accounts that stand in the register with purpose, ground and time of keeping, and are on."""
