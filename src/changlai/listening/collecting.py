"""Leave to collect: an account collects what others say only while it stands in the register of sources."""

from collections.abc import Collection

from changlai.kernel.tenancy import scope
from changlai.listening import queries


class Register:
    """See channels.contracts.CollectingGate."""

    def may_collect(self, organisation_id: int, account_ids: Collection[int]) -> set[int]:
        with scope(organisation_id):
            return queries.collecting(account_ids)


GATE = Register()
