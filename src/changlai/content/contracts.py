"""Scripts and what stands in them between braces.

A variable is written ``{customer.name}``, with a word for when there is no value ``{customer.name|dear customer}``.
Who fills a script in gives the values (:class:`Values`); content itself knows only what there is to be filled.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 60
SHORTCUT_LENGTH = 20
FOLDER_LENGTH = 40
TEXT_LENGTH = 5_000  # characters
MOST_SCRIPTS = 5_000  # of an organisation
MOST_FILES = 5  # of one script
_VARIABLE = re.compile(r"\{\s*([A-Za-z_][\w.]{0,40})\s*(?:\|([^{}\n]{0,60}))?\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that is filled in. ``sample`` stands for it in a preview."""

    name: str
    label: Any  # a lazy translation
    sample: Any


VARIABLES = (
    Variable("customer.name", _("the customer's name"), _("Lin")),
    Variable("customer.company", _("the customer's company"), _("Hemu Furniture")),
    Variable("customer.city", _("the customer's city"), _("Hangzhou")),
    Variable("member.name", _("my name"), _("Meng Jia")),
    Variable("member.title", _("my position"), _("Adviser")),
    Variable("organisation.name", _("our company's name"), _("Hemu")),
    Variable("channel.name", _("the channel's name"), _("WeChat service")),
    Variable("today", _("today's date"), "2026-11-20"),
)
NAMES = frozenset(variable.name for variable in VARIABLES)

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A script's text with its values; ``missing`` names the variables that have none and no word instead."""

    text: str
    missing: tuple[str, ...]


def unknown(text: str) -> list[str]:
    """What stands between braces in a text and is no variable of ours, in order, each once."""
    return list(dict.fromkeys(found[1] for found in _VARIABLE.finditer(text) if found[1] not in NAMES))


def filled(text: str, values: Values) -> Filled:
    """A text with its values filled in. What has neither value nor word instead stays as it is written."""
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        name, instead = found[1], found[2]
        given = values.get(name, "").strip()
        if given or instead is not None:
            return given or str(instead).strip()
        missing.append(name)
        return found[0]

    return Filled(_VARIABLE.sub(value, text), tuple(dict.fromkeys(missing)))
