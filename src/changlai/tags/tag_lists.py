"""What the tags do with an account's complete list of tags."""

from changlai.channels.contracts import TagList, TagListKeeper
from changlai.tags import actions


class _Library:
    def keep(self, organisation_id: int, account_id: int, listed: TagList) -> None:
        """The same groups and tags stand here."""
        actions.keep_tag_list(organisation_id=organisation_id, account_id=account_id, listed=listed)


KEEPER: TagListKeeper = _Library()
