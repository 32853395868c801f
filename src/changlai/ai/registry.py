"""Which providers elsewhere there are: every file in ``providers`` names one."""

from functools import cache

from changlai.ai.contracts import Provider
from changlai.kernel import discovery


@cache
def provider() -> Provider:
    """The one that is asked: whoever speaks OpenAI's protocol; nearly everybody does."""
    found: list[Provider] = [module.PROVIDER for module in discovery.plugs("changlai.ai.providers")]
    return found[0]
