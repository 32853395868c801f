"""What some platforms can do besides messages: asked for by the modules that need it, never by a platform's name.

The calls go out without a transaction; ``failed`` and ``worked`` keep the account's health true.
"""

from changlai.channels import registry
from changlai.channels.contracts import TagPort
from changlai.channels.engine import AccountDesk
from changlai.channels.jobs.grounds import account_of, failed, worked
from changlai.channels.models import Account

__all__ = ["AccountDesk", "account_of", "desk_of", "failed", "has_tags", "tag_port", "worked"]


def desk_of(account: Account) -> AccountDesk:
    """What a port is lent for its calls."""
    return AccountDesk(account)


def has_tags(account: Account) -> bool:
    """Whether the account's platform keeps tags of customers too."""
    return account.parent_id is None and registry.channel(account.channel).tags is not None


def tag_port(account: Account) -> TagPort | None:
    """The account's tags; None when its platform keeps none."""
    return registry.channel(account.channel).tags
