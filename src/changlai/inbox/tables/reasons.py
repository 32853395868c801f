"""Why a conversation is whose it is, in a sentence."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.inbox.enums import Cause
from changlai.inbox.models import Assignment


def why(latest: Sequence[Assignment]) -> str:
    """How it came to who has it now, from the latest line of its history; empty when it has none."""
    if not latest:
        return ""
    one = latest[0]
    facts = {
        "to": one.member.name if one.member else pgettext("conversations", "Unassigned"),
        "by": one.by.name if one.by else "-",
        "rule": one.rule_name,
        "open": one.facts.get("open", 0),
        "capacity": one.facts.get("capacity", 0),
        "from": one.facts.get("from", "-"),
    }
    return _SENTENCES[Cause(one.cause)]() % facts


_SENTENCES: Mapping[Cause, Callable[[], str]] = {
    Cause.HAND: lambda: _("%(by)s handed it over: %(to)s"),
    Cause.ANSWER: lambda: _("%(to)s answered first"),
    Cause.RULE: lambda: _("Rule “%(rule)s”: it was the turn of %(to)s, who had %(open)d of %(capacity)d conversations"),
    Cause.KNOWN: lambda: _(
        "Rule “%(rule)s”: %(to)s knows the customer, and had %(open)d of %(capacity)d conversations"
    ),
    Cause.CASE: lambda: _("%(to)s works on the case about what the customer said in public"),
    Cause.AWAY: lambda: _("%(from)s had gone away while the customer waited"),
}
