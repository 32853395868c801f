"""Calls that brought no answer of the platform's own: what that means, the same for every platform."""

from dataclasses import dataclass

from changlai.channels.errors import CallFailed
from changlai.kernel.http import Blocked, OutboundFailed


@dataclass(frozen=True, slots=True)
class Silence:
    """A platform's sentences for it: msgids, as CallFailed holds them."""

    blocked: str  # its address is none we may call
    uncertain: str  # it may have been done
    unreachable: str  # it is tried again

    def no_answer(self, error: OutboundFailed, *, effect: bool) -> CallFailed:
        """No answer came; only a call with an effect can be uncertain, others are simply made again."""
        if isinstance(error, Blocked):
            return CallFailed(error.reason, self.blocked, permanent=True)
        uncertain = effect and error.uncertain
        sentence = self.uncertain if uncertain else self.unreachable
        return CallFailed(error.reason, sentence, permanent=False, uncertain=uncertain)

    def bad_answer(self, status: int, *, effect: bool) -> CallFailed:
        """An answer that is not the platform's: a proxy's page, or a broken server."""
        sentence = self.uncertain if effect else self.unreachable
        return CallFailed(f"http_{status}", sentence, permanent=False, uncertain=effect)
