"""Values of conditions, read by the kind of what they are compared with: text becomes numbers, days, ids."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.kernel import db
from changlai.records.contracts import Attribute, Option
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op
from changlai.records.filters.days import MOST_DAYS, BadDay, Calendar
from changlai.records.filters.operators import TAKES, Takes

MOST_VALUES = 200
LONGEST_VALUE = 300
LARGEST = 10**14
MOST_TIMES, MOST_BEHAVIOUR_DAYS = 1000, 365
SCALES = {Kind.NUMBER: 4, Kind.MONEY: 2}
ME = "me"
_WITH_OPTIONS = {Kind.CHOICE, Kind.CHOICES, Kind.TAGS}


class BadValue(ValueError):
    """A value cannot be read; the text says what one looks like."""


@dataclass(frozen=True, slots=True)
class Read:
    """Values as Asked has them, and how they are told."""

    values: tuple[Any, ...]
    shown: tuple[str, ...] = ()


def options_of(attribute: Attribute) -> Mapping[str, Option]:
    """The options of an attribute by their value."""
    return {option.value: option for option in (attribute.options() if attribute.options else ())}


class Reader:
    """Reads the values of one question. ``options`` are read once an attribute."""

    def __init__(self, member: Member | None, calendar: Calendar) -> None:
        self.member = member
        self.calendar = calendar
        self._options: dict[str, Mapping[str, Option]] = {}

    def read(self, attribute: Attribute, operator: Op, raw: object) -> Read:
        """Raises BadValue, in words."""
        match TAKES[operator]:
            case Takes.NOTHING:
                if raw is not True:
                    raise BadValue(_("Nothing is compared here. Write true."))
                return Read(())
            case Takes.DAYS:
                return self._days(attribute, operator, [], _whole(raw, MOST_DAYS))
            case Takes.BEHAVIOUR:
                return self._behaviour(attribute, raw)
            case takes:
                given = _list(raw, takes)
        if attribute.kind in {Kind.DATE, Kind.MOMENT}:
            return self._days(attribute, operator, given, 0)
        return _joined([self._one(attribute, one) for one in given])

    def options(self, attribute: Attribute) -> Mapping[str, Option]:
        """The same as ``options_of``."""
        if attribute.path not in self._options:
            self._options[attribute.path] = options_of(attribute)
        return self._options[attribute.path]

    def _one(self, attribute: Attribute, raw: object) -> Read:
        match attribute.kind:
            case Kind.NUMBER | Kind.MONEY:
                return _number(raw, SCALES[attribute.kind])
            case Kind.YES_NO:
                if not isinstance(raw, bool):
                    raise BadValue(_("Write true or false."))
                return Read((raw,), (_("yes") if raw else _("no"),))
            case Kind.MEMBER:
                return self._member(attribute, raw)
        text = _text(raw)
        if attribute.kind in _READERS:
            return _READERS[attribute.kind](text)
        if attribute.kind in _WITH_OPTIONS and attribute.options:
            option = self.options(attribute).get(text)
            if option is None:
                raise BadValue(_("“%(value)s” is not among its choices (any more). Choose again.") % {"value": text})
            return Read((option.value,), (str(option.label),))
        return Read((text,), (text,))

    def _member(self, attribute: Attribute, raw: object) -> Read:
        if raw == ME:
            if self.member is None:
                raise BadValue(_("Nobody asks here, so “me” is nobody. Name a colleague."))
            return Read((self.member.pk,), (_("me"),))
        text = str(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
        found = db.id_of(text)
        if found is None:
            raise BadValue(_("Name a colleague by their id, or write me."))
        option = self.options(attribute).get(text)
        return Read((found,), (str(option.label) if option else _("a former colleague"),))

    def _days(self, attribute: Attribute, operator: Op, given: Sequence[object], count: int) -> Read:
        try:
            days = [self.calendar.day(one) for one in given]
        except BadDay as bad:
            raise BadValue(str(bad)) from None
        if len(days) > 1 and days[0] > days[1]:
            raise BadValue(_("The first day comes after the last. Swap them."))
        shown = (str(count),) if count else tuple(_day(one, day) for one, day in zip(given, days, strict=True))
        bounds = self.calendar.bounds(operator, days, count)
        if attribute.kind == Kind.MOMENT:
            return Read(self.calendar.moments(operator, bounds), shown)
        return Read(bounds, shown)

    def _behaviour(self, attribute: Attribute, raw: object) -> Read:
        if not isinstance(raw, dict) or not raw.keys() <= {"kinds", "times", "days"} or "kinds" not in raw:
            raise BadValue(_("Write what, how often and in how many days: kinds, times and days."))
        kinds = [_text(one) for one in _list(raw["kinds"], Takes.MANY)]
        options = self.options(attribute)
        for kind in kinds:
            if kind not in options:
                raise BadValue(_("“%(value)s” is not among its choices (any more). Choose again.") % {"value": kind})
        times, days = _whole(raw.get("times", 1), MOST_TIMES), _whole(raw.get("days", 30), MOST_BEHAVIOUR_DAYS)
        labels = _(", ").join(str(options[kind].label) for kind in kinds)
        return Read((tuple(dict.fromkeys(kinds)), times, days), (labels, str(times), str(days)))


def _list(raw: object, takes: Takes) -> list[Any]:
    given = raw if isinstance(raw, list) else [raw]
    if takes == Takes.ONE and len(given) != 1:
        raise BadValue(_("Exactly one value is compared here."))
    if takes == Takes.TWO and len(given) != 2:  # noqa: PLR2004 - from and to
        raise BadValue(_("Two values are needed: from and to."))
    if not given or len(given) > MOST_VALUES:
        raise BadValue(_("Between 1 and %(limit)d values are compared.") % {"limit": MOST_VALUES})
    return given


def _text(raw: object) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= db.LARGEST_ID:
        raw = str(raw)
    if not isinstance(raw, str):
        raise BadValue(_("A text is compared here."))
    text = raw.strip()
    if not text:
        raise BadValue(_("The value is empty. Fill it in, or compare with “is empty”."))
    if len(text) > LONGEST_VALUE or "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise BadValue(_("The value is too long or holds a character that cannot be kept."))
    return text


def _whole(raw: object, most: int) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= most:
        raise BadValue(_("Write a whole number between 1 and %(most)d.") % {"most": most})
    return raw


def _number(raw: object, scale: int) -> Read:
    """Numbers as people write them: 3280, 118.5; counted in ten-thousandths, or in cents."""
    try:
        is_fit = isinstance(raw, int | float | str) and not isinstance(raw, bool) and len(str(raw)) < 40  # noqa: PLR2004
        amount = Decimal(str(raw).strip().replace(",", "").replace("，", "")) if is_fit else Decimal("NaN")
    except (InvalidOperation, ValueError):
        amount = Decimal("NaN")
    is_good = amount.is_finite() and abs(amount) < LARGEST
    if not is_good or amount.scaleb(scale) != amount.scaleb(scale).to_integral_value():
        sentence = _("This is no number. Write it like 3280 or 118.5, with at most %(decimals)d decimals.")
        raise BadValue(sentence % {"decimals": scale})
    return Read((int(amount.scaleb(scale)),), (format(amount.normalize(), "f"),))


def _phone(text: str) -> Read:
    number, reason = reach.phone(text)
    if reason == "not_a_number":
        raise BadValue(_("This is no phone number. Write it like 13800136120 or +86 10 6552 9988."))
    return Read((number or text,), (text,))


def _email(text: str) -> Read:
    address = reach.email(text)
    if not address:
        raise BadValue(_("This is no e-mail address. Write it like name@example.com."))
    return Read((address,), (address,))


_READERS: Mapping[Kind, Callable[[str], Read]] = {Kind.PHONE: _phone, Kind.EMAIL: _email}


def _joined(parts: Sequence[Read]) -> Read:
    """Several values; of two numbers the smaller one comes first."""
    values = tuple(value for part in parts for value in part.values)
    return Read(values, tuple(text for part in parts for text in part.shown))


def _day(raw: object, day: date) -> str:
    text = str(raw).strip().lower()
    if text == "today":
        return _("today")
    if text.startswith("today-"):
        return _("%(count)s days ago") % {"count": text[6:]}
    return _("in %(count)s days") % {"count": text[6:]} if text.startswith("today+") else day.isoformat()
