"""A filter in words, in the reader's language: 城市是“上海” 且 近 30 天内“发来消息”至少 3 次."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.records.enums import Operator as Op
from changlai.records.filters.bound import Bound, Filter, Joined, Negated, Part


def told(found: Filter) -> str:
    """The whole filter; empty for everything."""
    return _part(found.root, is_inner=False)


def told_condition(one: Bound) -> str:
    """One condition."""
    facts = {"what": str(one.attribute.label), "value": _(", ").join(_quoted(text) for text in one.shown)}
    return _TOLD[one.operator](
        facts | {"first": _quoted(one.shown[0]), "last": _quoted(one.shown[-1])} if one.shown else facts, one
    )


def _part(part: Part, *, is_inner: bool) -> str:
    match part:
        case Bound():
            return told_condition(part)
        case Negated(inner):
            return _("not (%(condition)s)") % {"condition": _part(inner, is_inner=False)}
        case Joined(is_all, parts):
            inside = [text for one in parts if (text := _part(one, is_inner=True))]
            text = (_(" and ") if is_all else _(" or ")).join(inside)
            return _("(%(conditions)s)") % {"conditions": text} if is_inner and len(inside) > 1 else text


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def _did(_facts: Mapping[str, str], one: Bound) -> str:
    kinds, times, days = one.shown
    told = ngettext(
        "“%(kinds)s” at least %(times)s time in the last %(days)s days",
        "“%(kinds)s” at least %(times)s times in the last %(days)s days",
        int(times),
    )
    return told % {"kinds": kinds, "times": times, "days": days}


def _did_not(facts: Mapping[str, str], one: Bound) -> str:
    return _("not: %(condition)s") % {"condition": _did(facts, one)}


_TOLD: Mapping[Op, Callable[[Mapping[str, str], Bound], str]] = {
    Op.IS: lambda f, _b: _("%(what)s is %(value)s") % f,
    Op.IS_NOT: lambda f, _b: _("%(what)s is not %(value)s") % f,
    Op.ANY_OF: lambda f, _b: _("%(what)s is one of %(value)s") % f,
    Op.NONE_OF: lambda f, _b: _("%(what)s is none of %(value)s") % f,
    Op.ALL_OF: lambda f, _b: _("%(what)s has all of %(value)s") % f,
    Op.CONTAINS: lambda f, _b: _("%(what)s contains %(value)s") % f,
    Op.STARTS_WITH: lambda f, _b: _("%(what)s begins with %(value)s") % f,
    Op.AT_LEAST: lambda f, _b: _("%(what)s is at least %(value)s") % f,
    Op.AT_MOST: lambda f, _b: _("%(what)s is at most %(value)s") % f,
    Op.BETWEEN: lambda f, _b: _("%(what)s is between %(first)s and %(last)s") % f,
    Op.BEFORE: lambda f, _b: _("%(what)s is before %(value)s") % f,
    Op.AFTER: lambda f, _b: _("%(what)s is after %(value)s") % f,
    Op.LAST_DAYS: lambda f, b: _("%(what)s is in the last %(days)s days") % {**f, "days": b.shown[0]},
    Op.NEXT_DAYS: lambda f, b: _("%(what)s is in the next %(days)s days") % {**f, "days": b.shown[0]},
    Op.IS_EMPTY: lambda f, _b: _("%(what)s is empty") % f,
    Op.IS_FILLED: lambda f, _b: _("%(what)s is filled in") % f,
    Op.DID: _did,
    Op.DID_NOT: _did_not,
}
