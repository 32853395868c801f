"""A platform on which the owner of an account agrees, in their browser, that we act for it (OAuth's code flow)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from changlai.channels.contracts.desk import Desk

WARN_DAYS = (7, 3, 1)  # before its end, whoever manages channels is told


@dataclass(frozen=True, slots=True)
class Grant:
    """What came of it: values of the channel's form that are known now, and when it ends (None: nobody says)."""

    settings: Mapping[str, Any]
    ends_at: datetime | None = None


class Authorising(Protocol):
    """Offered in the step of the setup that ``authorises``; the house keeps the state, the grant and its end."""

    @property
    def where(self) -> Any:  # noqa: ANN401 - a lazy translation
        """The page of the platform's console that wants our address before anybody agrees."""

    def is_given(self, settings: Mapping[str, Any]) -> bool:
        """Whether an account with these settings is authorised; until then nothing is pulled."""

    def address(self, desk: Desk, *, back: str, state: str) -> str:
        """Where the owner agrees; they come back to ``back`` with ``state`` and a code. Calls nobody."""

    def take(self, desk: Desk, *, code: str, back: str) -> Grant:
        """The grant for a code, which is good once. Raises CallFailed."""
