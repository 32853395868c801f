"""The way to a connected account, step by step, in the order its platform wants things done."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A part of connecting: what to fill in, and what is tried before one goes on.

    ``fields`` are names of the channel's form, ``tests`` slugs of its permissions. In a step that ``is_called`` our
    address and the keys in ``fields`` are entered on the platform, and the page waits for it to call: with an address
    check where the platform ``checks`` (then made-up keys are shown until it has), else with anything. In a step that
    ``authorises`` the owner agrees at the platform, and ``fields`` are what one may enter by hand instead.
    """

    slug: str
    title: Any  # a lazy translation
    intro: Any
    fields: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    is_called: bool = False
    checks: bool = False
    authorises: bool = False
