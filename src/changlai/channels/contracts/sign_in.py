"""What a channel may offer besides customers: letting colleagues in, and telling who they are and where they belong."""

from dataclasses import dataclass
from typing import Any, Protocol

from changlai.channels.contracts.desk import Desk


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague in the platform's directory. ``department_id`` is the main one, ``leads`` those they lead."""

    external_id: str
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    department_id: str = ""
    department_ids: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """A department there; ``parent_id`` is empty at the top of what we may see."""

    external_id: str
    name: str
    parent_id: str = ""


class SignIn(Protocol):
    icon: str
    where: Any  # a lazy translation: the pages of the console that want our address before anybody comes in

    def is_inside(self, agent: str) -> bool:
        """Whether a browser that says this of itself is the platform's own client."""

    def address(self, desk: Desk, *, back: str, state: str, is_inside: bool) -> str:
        """Where colleagues prove who they are; they come back to ``back`` with ``state`` and a code. Calls nobody."""

    def who(self, desk: Desk, code: str) -> Person | None:
        """Whose code it is; None when it is nobody of the company. Raises CallFailed."""

    def directory(self, desk: Desk) -> tuple[tuple[Division, ...], tuple[Person, ...], bool]:
        """Departments, people, and whether that is the whole company. Raises CallFailed."""
