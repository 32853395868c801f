"""Values of an organisation's own fields: read from what people and programs write, compared, shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from changlai.channels.contracts import reach
from changlai.customers.enums import FieldKind
from changlai.customers.errors import BadValue
from changlai.customers.models import Field

TEXT_LENGTH, LONG_LENGTH, KEY_LENGTH = 300, 4000, 100
SCALE = 10_000  # a number counts ten-thousandths
LARGEST = 10**14
WITH_OPTIONS = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
CAN_BE_UNIQUE = frozenset({FieldKind.TEXT, FieldKind.NUMBER, FieldKind.PHONE, FieldKind.EMAIL, FieldKind.URL})


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the columns it is kept in; nothing at all is no value."""

    text: str = ""
    key: str = ""
    number: int | None = None
    day: date | None = None
    option_ids: tuple[int, ...] = ()
    member_id: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Value()


NOTHING = Value()


def read(field: Field, raw: object, *, options: Sequence[int] = (), members: Collection[int] = ()) -> Value:
    """What somebody wrote into a field: a text, or ids for choices and members. Raises BadValue, which names the field.

    ``options``, in their order, and ``members`` are the ids one may choose.
    """
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return _chosen(field, raw, options)
        case FieldKind.MEMBER:
            return _member(field, raw, members)
    text = " ".join(str(raw or "").split()) if field.kind != FieldKind.LONG_TEXT else str(raw or "").strip()
    if "\x00" in text:
        raise BadValue(field.name, _("It holds a character that cannot be kept. Type it anew."))
    if not text:
        return NOTHING
    return _READERS[FieldKind(field.kind)](field, text)


def written(value: Value) -> str:
    """A text, number or day as it is typed and as programs get it."""
    if value.number is not None:
        return format(Decimal(value.number).scaleb(-4).normalize(), "f")
    return value.day.isoformat() if value.day else value.text


def _text(field: Field, text: str) -> Value:
    limit = LONG_LENGTH if field.kind == FieldKind.LONG_TEXT else TEXT_LENGTH
    if len(text) > limit:
        raise BadValue(field.name, _("At most %(limit)d characters. Shorten it.") % {"limit": limit})
    return Value(text=text, key=text.lower()[:KEY_LENGTH] if field.kind == FieldKind.TEXT else "")


def _number(field: Field, text: str) -> Value:
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    is_good = amount.is_finite() and abs(amount) < LARGEST and amount.scaleb(4) == amount.scaleb(4).to_integral_value()
    if not is_good:
        raise BadValue(field.name, _("This is no number. Write it like 3280 or 118.5, with at most 4 decimals."))
    number = int(amount.scaleb(4))
    return Value(number=number, key=str(number))


def _date(field: Field, text: str) -> Value:
    try:
        return Value(day=date.fromisoformat(text.replace("/", "-").replace(".", "-")))
    except ValueError:
        raise BadValue(field.name, _("This is no date. Write it like 2026-01-31.")) from None


def _phone(field: Field, text: str) -> Value:
    number, reason = reach.phone(text)
    if reason == "not_a_number":
        raise BadValue(field.name, _("This is no phone number. Write it like 13800136120 or +86 10 6552 9988."))
    return Value(text=number or text, key=(number or text)[:KEY_LENGTH])


def _email(field: Field, text: str) -> Value:
    address = reach.email(text)
    if not address:
        raise BadValue(field.name, _("This is no e-mail address. Write it like name@example.com."))
    return Value(text=address, key=address.lower()[:KEY_LENGTH])


def _url(field: Field, text: str) -> Value:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        is_good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_good = False
    if not is_good or len(text) > TEXT_LENGTH:
        raise BadValue(field.name, _("This is no web address. Write it like https://www.example.com."))
    return Value(text=parts.geturl(), key=parts.geturl().lower()[:KEY_LENGTH])


_READERS = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.URL: _url,
}


def _ids(raw: object) -> list[int]:
    """Ids, however they were sent; what is none is -1, which nothing has."""
    many: Sequence[object] = raw if isinstance(raw, list | tuple) else [raw]
    told = [str(one) for one in many if one not in (None, "")]
    return [int(one) if one.isascii() and one.isdigit() and len(one) < 19 else -1 for one in told]  # noqa: PLR2004


def _chosen(field: Field, raw: object, options: Sequence[int]) -> Value:
    ids = list(dict.fromkeys(_ids(raw)))
    if any(one not in options for one in ids):
        raise BadValue(field.name, _("This choice is no longer offered. Choose another one."))
    if field.kind == FieldKind.CHOICE and len(ids) > 1:
        raise BadValue(field.name, _("Only one can be chosen."))
    return Value(option_ids=tuple(one for one in options if one in ids))


def _member(field: Field, raw: object, members: Collection[int]) -> Value:
    ids = _ids(raw)
    if not ids:
        return NOTHING
    if len(ids) > 1 or ids[0] not in members:
        raise BadValue(field.name, _("This colleague is no longer here. Choose somebody else."))
    return Value(member_id=ids[0])


def shown(value: Value, *, options: Mapping[int, str], members: Mapping[int, str]) -> str:
    """A value in words."""
    if value.option_ids:
        return _(", ").join(options.get(one, "") for one in value.option_ids)
    if value.member_id is not None:
        return members.get(value.member_id, "")
    return written(value)
