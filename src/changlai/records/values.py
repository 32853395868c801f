"""Values of an organisation's own fields: read from what people, programs and tables write, compared, shown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.channels.contracts import reach
from changlai.kernel import db
from changlai.records import divisions
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue
from changlai.records.models import Field
from changlai.ui import numbers

TEXT_LENGTH, LONG_LENGTH, KEY_LENGTH = 300, 4000, 100
SCALE = 10_000  # a number counts ten-thousandths
LARGEST = 10**14
WITH_OPTIONS = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
CAN_BE_UNIQUE = frozenset({FieldKind.TEXT, FieldKind.NUMBER, FieldKind.PHONE, FieldKind.EMAIL, FieldKind.URL})
CAN_BE_SEARCHED = CAN_BE_UNIQUE | {FieldKind.LONG_TEXT}
_UNITS = {"万": 10_000, "亿": 100_000_000, "w": 10_000, "W": 10_000, "k": 1_000, "K": 1_000}
_YES = frozenset({"1", "yes", "y", "true", "on", "是", "有", "对", "√"})
_NO = frozenset({"0", "no", "n", "false", "off", "否", "无", "没有", "不", "×"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the columns it is kept in; nothing at all is no value."""

    text: str = ""
    key: str = ""
    number: int | None = None
    day: date | None = None
    option_ids: tuple[int, ...] = ()
    member_id: int | None = None
    file_id: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == NOTHING


NOTHING = Value()


@dataclass(frozen=True, slots=True)
class Names:
    """How the choices, colleagues and files in values are called, by their ids."""

    options: Mapping[int, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be chosen in a field: ids, in their order, with their names."""

    options: Mapping[int, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    files: Collection[int] = ()


def read(own: Field, raw: object, offered: Offered = Offered()) -> Value:
    """What somebody wrote into a field: a text; ids or names for choices and members; the id of a file that was kept.

    Raises BadValue, which names the field.
    """
    match own.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _chosen(own, raw, offered.options)
        case FieldKind.MEMBER:
            return _member(own, raw, offered.members)
        case FieldKind.FILE:
            return _file(own, raw, offered.files)
        case FieldKind.YES_NO if isinstance(raw, bool):
            return Value(number=int(raw))
    said = "" if raw is None else str(raw)
    text = " ".join(said.split()) if own.kind != FieldKind.LONG_TEXT else said.strip()
    if "\x00" in text:
        raise BadValue(own.name, _("It holds a character that cannot be kept. Type it anew."))
    return _READERS[FieldKind(own.kind)](own, text) if text else NOTHING


def written(own: Field, value: Value) -> str:
    """A text, number, day or place as it is typed and as programs get it."""
    if value.day is not None:
        return value.day.isoformat()
    if value.number is None:
        return value.text
    match own.kind:
        case FieldKind.MONEY:
            return format(Decimal(value.number).scaleb(-2), "f")
        case FieldKind.YES_NO:
            return str(value.number)
        case FieldKind.PLACE:
            return " ".join(filter(None, (f"{value.number:06d}", street(value))))
    return format(Decimal(value.number).scaleb(-4).normalize(), "f")


def shown(own: Field, value: Value, names: Names) -> str:
    """A value in words."""
    if value.option_ids:
        return _(", ").join(names.options.get(one, "") for one in value.option_ids)
    if value.member_id is not None:
        return names.members.get(value.member_id, "")
    if value.file_id is not None:
        return names.files.get(value.file_id, "")
    return written(own, value) if value.number is None else _counted(own, value)


def _counted(own: Field, value: Value) -> str:
    match own.kind:
        case FieldKind.MONEY:
            return numbers.money(value.number or 0)
        case FieldKind.YES_NO:
            return pgettext("answer", "Yes") if value.number else pgettext("answer", "No")
        case FieldKind.PLACE:
            return " ".join(value.text.split())
    return written(own, value)


def place(code: int, rest: str) -> Value:
    """A place by its code, and what comes behind it; the names are kept as they are now."""
    return Value(number=code, text=f"{divisions.words(code)}\n{rest}".strip())


def street(value: Value) -> str:
    """Of a place, what comes behind the names of its divisions."""
    return value.text.partition("\n")[2]


def _text(own: Field, text: str) -> Value:
    limit = LONG_LENGTH if own.kind == FieldKind.LONG_TEXT else TEXT_LENGTH
    if len(text) > limit:
        raise BadValue(own.name, _("At most %(limit)d characters. Shorten it.") % {"limit": limit})
    return Value(text=text, key=text.lower()[:KEY_LENGTH])


def _amount(text: str, places: int) -> int | None:
    """A number as an integer of its last decimal; None when it is none, too large or too fine."""
    bare = text.replace(",", "").replace("，", "").replace(" ", "")
    unit = _UNITS.get(bare[-1:], 1)
    try:
        scaled = (Decimal(bare if unit == 1 else bare[:-1]) * unit).scaleb(places)
    except InvalidOperation:
        return None
    if not scaled.is_finite() or abs(scaled) >= LARGEST * SCALE or scaled != scaled.to_integral_value():
        return None
    return int(scaled)


def _number(own: Field, text: str) -> Value:
    number = _amount(text, 4) if text[-1] not in _UNITS else None
    if number is None:
        raise BadValue(own.name, _("This is no number. Write it like 3280 or 118.5, with at most 4 decimals."))
    return Value(number=number, key=str(number))


def _money(own: Field, text: str) -> Value:
    bare = text.removeprefix("CNY").removeprefix("RMB").strip().lstrip("¥￥").removesuffix("元").removesuffix("圆")
    number = _amount(bare, 2) if bare else None
    if number is None:
        raise BadValue(own.name, _("This is no amount. Write it like 3280 or 12.5万, with at most 2 decimals."))
    return Value(number=number)


def _yes_no(own: Field, text: str) -> Value:
    told = text.lower()
    if told not in _YES | _NO:
        raise BadValue(own.name, _("Write yes or no."))
    return Value(number=int(told in _YES))


def _date(own: Field, text: str) -> Value:
    bare = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in bare.partition(" ")[0].split("-"))
        return Value(day=date(year, month, day))
    except ValueError:
        raise BadValue(own.name, _("This is no date. Write it like 2026-01-31.")) from None


def _phone(own: Field, text: str) -> Value:
    number, reason = reach.phone(text)
    if reason == "not_a_number":
        raise BadValue(own.name, _("This is no phone number. Write it like 13800136120 or +86 10 6552 9988."))
    return Value(text=number or text, key=(number or text)[:KEY_LENGTH])


def _email(own: Field, text: str) -> Value:
    address = reach.email(text)
    if not address:
        raise BadValue(own.name, _("This is no e-mail address. Write it like name@example.com."))
    return Value(text=address, key=address.lower()[:KEY_LENGTH])


def _url(own: Field, text: str) -> Value:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        is_good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_good = False
    if not is_good or len(text) > TEXT_LENGTH:
        raise BadValue(own.name, _("This is no web address. Write it like https://www.example.com."))
    return Value(text=parts.geturl(), key=parts.geturl().lower()[:KEY_LENGTH])


def _place(own: Field, text: str) -> Value:
    code, rest = divisions.read(text)
    if not code:
        raise BadValue(own.name, _("It begins with no province or city. Write it like 浙江省杭州市西湖区文三路 1 号."))
    if len(rest) > TEXT_LENGTH:
        raise BadValue(own.name, _("At most %(limit)d characters. Shorten it.") % {"limit": TEXT_LENGTH})
    return place(code, rest)


_READERS: Mapping[FieldKind, Callable[[Field, str], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _date,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.URL: _url,
    FieldKind.PLACE: _place,
}


def _told(raw: object) -> list[str]:
    many: Sequence[object] = raw if isinstance(raw, list | tuple) else [raw]
    return [" ".join(str(one).split()) for one in many if one is not None and str(one).strip()]


def _pick(told: str, offered: Mapping[int, str]) -> int | None:
    """The id among what is offered that was meant: itself, or by its name."""
    if (found := db.id_of(told)) in offered:
        return found
    return next((one for one, name in offered.items() if name.casefold() == told.casefold()), None)


def _chosen(own: Field, raw: object, offered: Mapping[int, str]) -> Value:
    told = _told(raw)
    if isinstance(raw, str) and own.kind == FieldKind.CHOICES and told and _pick(told[0], offered) is None:
        for mark in "、，;；|":
            raw = raw.replace(mark, ",")
        told = _told(raw.split(","))
    ids = [_pick(one, offered) for one in dict.fromkeys(told)]
    if None in ids:
        raise BadValue(own.name, _("This choice is not offered. Choose another one."))
    if own.kind == FieldKind.CHOICE and len(ids) > 1:
        raise BadValue(own.name, _("Only one can be chosen."))
    return Value(option_ids=tuple(one for one in offered if one in ids))


def _member(own: Field, raw: object, offered: Mapping[int, str]) -> Value:
    told = _told(raw)
    if not told:
        return NOTHING
    found = _pick(told[0], offered)
    if len(told) > 1 or found is None:
        raise BadValue(own.name, _("There is no such colleague here. Choose somebody else."))
    return Value(member_id=found)


def _file(own: Field, raw: object, offered: Collection[int]) -> Value:
    told = _told(raw)
    if not told:
        return NOTHING
    found = db.id_of(told[0]) if len(told) == 1 else None
    if found is None or found not in offered:
        raise BadValue(own.name, _("Choose a file."))
    return Value(file_id=found)
