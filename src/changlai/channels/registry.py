"""Which channels there are: every folder in ``adapters`` whose manifest names a CHANNEL."""

from functools import cache

from changlai.channels.contracts import Channel, Product
from changlai.kernel import discovery


@cache
def channels() -> dict[str, Channel]:
    """All channels by slug."""
    found = [module.CHANNEL for module in discovery.plugs("changlai.channels.adapters", "manifest")]
    return {channel.slug: channel for channel in found}


def channel(slug: str) -> Channel:
    """The channel of this slug; KeyError when its folder is gone."""
    return channels()[slug]


def product(slug: str, name: str) -> Product:
    """One product of a channel."""
    return channels()[slug].products[name]
