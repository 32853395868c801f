"""What the builder of filters needs to know: what can be asked, how, and the words for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.records.contracts import Attribute, Option
from changlai.records.enums import AttributeKind as K
from changlai.records.enums import Operator as Op
from changlai.records.filters import Reading, is_hidden
from changlai.records.filters.operators import TAKES, operators_of

OPERATORS: Mapping[Op, Any] = {
    Op.IS: gettext_lazy("is"),
    Op.IS_NOT: gettext_lazy("is not"),
    Op.ANY_OF: gettext_lazy("is one of"),
    Op.NONE_OF: gettext_lazy("is none of"),
    Op.ALL_OF: gettext_lazy("has all of"),
    Op.CONTAINS: gettext_lazy("contains"),
    Op.STARTS_WITH: gettext_lazy("begins with"),
    Op.AT_LEAST: gettext_lazy("at least"),
    Op.AT_MOST: gettext_lazy("at most"),
    Op.BETWEEN: gettext_lazy("between"),
    Op.BEFORE: gettext_lazy("before"),
    Op.AFTER: gettext_lazy("after"),
    Op.LAST_DAYS: gettext_lazy("in the last days"),
    Op.NEXT_DAYS: gettext_lazy("in the next days"),
    Op.IS_EMPTY: gettext_lazy("is empty"),
    Op.IS_FILLED: gettext_lazy("is filled in"),
    Op.DID: gettext_lazy("did"),
    Op.DID_NOT: gettext_lazy("did not"),
}
# What somebody means who has only chosen what to ask about.
_FIRST = {K.MEMBER: Op.ANY_OF, K.CHOICE: Op.ANY_OF, K.TEXT: Op.CONTAINS, K.DATE: Op.LAST_DAYS, K.MOMENT: Op.LAST_DAYS}


def described(reading: Reading) -> dict[str, Any]:
    """Everything as JSON for the island records/builder."""
    usable = [one for one in reading.attributes.values() if operators_of(one) and not is_hidden(one, reading.member)]
    return {
        "attributes": [_attribute(one) for one in usable],
        "operators": {str(op): {"label": str(label), "takes": str(TAKES[op])} for op, label in OPERATORS.items()},
        "words": _words(),
    }


def _attribute(one: Attribute) -> dict[str, Any]:
    offered = operators_of(one)
    first = _FIRST.get(one.kind)
    return {
        "path": one.path,
        "label": str(one.label),
        "group": str(one.group),
        "kind": str(one.kind),
        "operators": [str(op) for op in offered],
        "first": str(first if first in offered else offered[0]),
        "hasOptions": one.options is not None,
    }


def choices(attribute: Attribute) -> list[dict[str, Any]]:
    """What can be chosen, with "me" on top of colleagues."""
    found: list[Option] = list(attribute.options()) if attribute.options else []
    if attribute.kind == K.MEMBER:
        found = [Option("me", _("me")), *found]
    return [{"value": one.value, "label": str(one.label), "group": str(one.group), "tone": one.tone} for one in found]


def _words() -> dict[str, str]:
    return {
        "all": _("all of these hold"),
        "any": _("any of these holds"),
        "none": _("none of these holds"),
        "add": _("Condition"),
        "addGroup": _("Group of conditions"),
        "remove": _("Remove"),
        "choose": _("Choose"),
        "find": _("Find"),
        "what": _("What"),
        "how": _("How"),
        "and": pgettext_and(),
        "days": _("days"),
        "times": _("times"),
        "within": _("in the last"),
        "atLeast": _("at least"),
        "day": _("day"),
        "today": _("today"),
        "ago": _("days ago"),
        "ahead": _("days ahead"),
        "yes": _("Yes"),
        "no": _("No"),
        "several": _("Several with commas between them"),
        "incomplete": _("Fill in every condition to count."),
        "counting": _("Counting"),
        "fits": _("%(count)s fit") % {"count": "{count}"},
        "nothing": _("Nothing found"),
    }


def pgettext_and() -> str:
    """Between two bounds."""
    return _("and")
