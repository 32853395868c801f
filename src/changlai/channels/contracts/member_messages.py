"""What a channel may offer besides customers: telling a colleague something in the platform's own client."""

from dataclasses import dataclass
from typing import Any, Protocol

from changlai.channels.contracts.desk import Desk


@dataclass(frozen=True, slots=True)
class MemberNote:
    """A short message to a colleague, in the colleague's language. ``url`` is whole, or empty; ``button`` names it.

    An adapter cuts what is too long for its platform.
    """

    title: str
    text: str = ""
    url: str = ""
    button: str = ""


class MemberMessages(Protocol):
    @property
    def label(self) -> Any:  # noqa: ANN401 - a lazy translation
        """How members call it."""

    def tell(self, desk: Desk, recipient: str, note: MemberNote) -> None:
        """Tell one colleague, by the platform's id of them. Telling the same twice within minutes has no effect where
        the platform knows how. Raises CallFailed.
        """
