"""Colleagues in the same conversation, for islands/presence.js."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.inbox import queries
from changlai.inbox.models import Watcher


def presence_texts() -> dict[str, str]:
    """The sentences of the script."""
    return {
        "views": _("%(names)s is viewing"),
        "view": _("%(names)s are viewing"),
        "types": _("%(names)s is answering"),
        "type": _("%(names)s are answering"),
        "between": pgettext("between names", ", "),
    }


def present(watchers: Iterable[Watcher], now: datetime) -> list[dict[str, int | str | bool]]:
    """Id, name, and whether they are answering."""
    return [{"id": one.member_id, "name": one.member.name, "typing": queries.is_typing(one, now)} for one in watchers]
