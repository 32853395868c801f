"""What the customer room does with a colleague's complete list of contacts."""

from changlai.channels.contracts import Roster, RosterKeeper
from changlai.customers import actions


class _Relations:
    def keep(self, organisation_id: int, account_id: int, roster: Roster) -> None:
        """Those who are missing in it are no contacts any more."""
        actions.keep_roster(organisation_id=organisation_id, account_id=account_id, roster=roster)


KEEPER: RosterKeeper = _Relations()
