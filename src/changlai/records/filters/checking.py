"""From a tree to a filter: every condition finds its attribute, its operator and its values, or it is refused."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel.tenancy import organisation_id
from changlai.records import registry
from changlai.records.contracts import Attribute
from changlai.records.errors import BadFilter
from changlai.records.filters import tree
from changlai.records.filters.bound import Bound, Filter, Joined, Negated, Part
from changlai.records.filters.days import Calendar
from changlai.records.filters.operators import operators_of
from changlai.records.filters.reading import BadValue, Reader

EVERYTHING: Mapping[str, object] = {}


def read(kind: str, raw: object, member: Member | None, *, now: datetime | None = None) -> Filter:
    """Check a tree (decoded JSON, or its text) for a member; None is the machine, which may use masked attributes.

    Two statements and those of the attributes it names. Raises BadFilter, which names the condition that is wrong.
    """
    node = tree.parse_text(raw) if isinstance(raw, str) else tree.parse(raw)
    return Reading(kind, member, now=now).check(node)


class Reading:
    """Checks several trees of one kind with one look at its attributes."""

    def __init__(self, kind: str, member: Member | None, *, now: datetime | None = None) -> None:
        self.kind = kind
        self.member = member
        self.attributes = registry.attributes(kind)
        zone = accounts.zone_of(organisation_id())
        self.reader = Reader(member, Calendar(zone, now or timezone.now()))

    def check(self, node: tree.Node) -> Filter:
        """Raises BadFilter."""
        return Filter(self.kind, self._part(node), self.reader.calendar.now, self.attributes)

    def _part(self, node: tree.Node) -> Part:
        match node:
            case tree.Condition():
                return self._bound(node)
            case tree.Not(part):
                return Negated(self._part(part))
            case tree.Group(is_all, parts):
                return Joined(is_all, tuple(self._part(part) for part in parts))

    def _bound(self, one: tree.Condition) -> Bound:
        attribute = self.attributes.get(one.path)
        if attribute is None:
            sentence = _("There is nothing of this name here (any more). Remove the condition or choose another one.")
            raise _bad(one, "unknown_path", sentence)
        if is_hidden(attribute, self.member):
            sentence = _("Your role sees this only masked, so you cannot filter by it. Remove the condition.")
            raise _bad(one, "masked", sentence, attribute)
        offered = operators_of(attribute)
        if one.operator not in offered:
            sentence = (
                _("It is not compared like that. Use one of: %(operators)s.") % {"operators": ", ".join(offered)}
                if offered
                else _("It is only shown, not compared. Remove the condition.")
            )
            raise _bad(one, "wrong_operator", sentence, attribute)
        try:
            found = self.reader.read(attribute, one.operator, one.raw)
        except BadValue as bad:
            raise _bad(one, "bad_value", str(bad), attribute) from None
        return Bound(one.number, one.place, attribute, one.operator, found.values, found.shown)


def is_hidden(attribute: Attribute, member: Member | None) -> bool:
    """Whether a member sees an attribute only masked: then neither filter nor order may tell of it."""
    return bool(attribute.masked and member is not None and not accounts.may_see_field(member, attribute.masked))


def _bad(one: tree.Condition, problem: str, sentence: str, attribute: Attribute | None = None) -> BadFilter:
    about = str(attribute.label) if attribute else one.path
    return BadFilter(problem, sentence, place=one.place, number=one.number, about=about)
