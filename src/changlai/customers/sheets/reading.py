"""Cells of a customer's row as the columns keep them, or why not."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.customers.contracts import EXTERNAL_SCOPE
from changlai.customers.enums import KIND
from changlai.customers.sheets.columns import PREFIX, field_id
from changlai.kernel import db, tenancy
from changlai.records import actions as records
from changlai.records import queries
from changlai.records.errors import BadValue
from changlai.records.models import Field
from changlai.records.values import Value

Claim = tuple[str, str, str]  # kind, scope and value of an identity
KEY = 1  # place of the key in a packed value: what is compared
_SEVERAL = re.compile(r"[,，;；、/|\n]+")
_GENDERS = {
    **dict.fromkeys(("男", "先生", "男性", "male", "m", "mr", "mr.", "1"), "male"),
    **dict.fromkeys(("女", "女士", "女性", "小姐", "female", "f", "ms", "mrs", "ms.", "mrs.", "2"), "female"),
    **dict.fromkeys(("未知", "保密", "未设置", "unknown", "0", "-"), ""),
}
_LENGTHS = {"name": 120, "company": 120, "position": 120, "city": 120, "address": 300, "source": 120}  # see Customer
_TAKEN = """
    select v.field_id, v.key from customers_fieldvalue v
    join unnest(%b::bigint[], %b::text[]) x(f, k) on v.field_id = x.f and v.key = x.k
    where v.organisation_id = %b and v.is_unique"""


@dataclass(slots=True)
class Row:
    """What one row says of a customer. ``own`` are values of own fields as they survive a trip through JSON, by the
    field's id as text; ``own_value`` of actions.filling reads them back.
    """

    told: dict[str, Any] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    own: dict[str, list[Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        return self.told | {"claims": self.claims, "own": self.own}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text cannot be read, in words."""

    words: str


class Reader:
    """Reads rows for one member: which own fields there are, their choices, which colleagues may be responsible.

    Columns are read one after the other, and every text of a column once: cities, sources and products come again and
    again.
    """

    def __init__(self, member: Member, paths: Collection[str]) -> None:
        self.member = member
        self.fields: dict[int, Field] = {one.pk: one for one in queries.active_fields(KIND)}
        named = {field_id(path) for path in paths}
        self.own = records.Reader([one for one in self.fields.values() if one.pk in named])
        self.people = _people() if "owner" in paths else {}
        self.owners = _owners(member) if "owner" in paths else frozenset()

    def read(self, rows: Sequence[Mapping[str, str]]) -> list[Row]:
        """Rows: path to text."""
        found = [Row() for _ in rows]
        for path in dict.fromkeys(path for row in rows[:1] for path in row):
            texts = [row[path] for row in rows]
            known = {text: self._read(path, text) for text in set(texts) if text}
            for row, text in zip(found, texts, strict=True):
                if text:
                    _take(row, path, known[text])
        required = [f"{PREFIX}{one.pk}" for one in self.fields.values() if one.is_required]
        for row, cells in zip(found, rows, strict=True):
            self._ask_for_missing(row, cells, required)
        return found

    def refuse_taken(self, rows: Sequence[Row]) -> None:
        """Values of unique fields that somebody has already are mistakes."""
        unique = {str(one.pk) for one in self.fields.values() if one.is_unique}
        held = [
            (row, one, value[KEY]) for row in rows for one, value in row.own.items() if one in unique and value[KEY]
        ]
        if not held:
            return
        parameters = [int(one) for _, one, _ in held], [key for _, _, key in held], tenancy.organisation_id()
        taken = {(str(found[0]), found[1]) for found in db.rows(_TAKEN, parameters)}
        for row, one, key in held:
            if (one, key) in taken:
                row.errors[f"{PREFIX}{one}"] = _("Another customer has this value, and it is to be unique.")

    def _read(self, path: str, text: str) -> Any:  # noqa: ANN401 - whatever a column holds
        try:
            one = field_id(path)
            if one:
                return _packed(self.own.read(self.fields[one], text)) if one in self.fields else None
            reader = _READERS.get(path)
            return reader(self, path, text) if reader else None
        except BadValue as wrong:
            return Wrong(str(wrong.plain))

    @staticmethod
    def _ask_for_missing(row: Row, cells: Mapping[str, str], required: Sequence[str]) -> None:
        if not row.errors and not row.claims and not row.told.get("name"):
            where = "name" if "name" in cells else next(iter(cells), "name")
            row.errors[where] = _("There is neither a name nor a phone number or address. Fill in one of them.")
        for path in required:
            if path in cells and path.removeprefix(PREFIX) not in row.own:
                row.errors.setdefault(path, _("This field is required. Fill it in."))

    def _colleague(self, text: str, name: str) -> int:
        found = self.people.get(text.casefold())
        if not found:
            reason = _(
                "There is no colleague called “%(name)s”, or several are. Write the name as on the page of members."
            )
            raise BadValue(name, reason % {"name": text})
        return found

    def plain(self, path: str, text: str) -> str:
        line = " ".join(text.split())
        if len(line) > _LENGTHS[path]:
            raise BadValue(path, _("At most %(limit)d characters. Shorten it.") % {"limit": _LENGTHS[path]})
        return line

    def gender(self, path: str, text: str) -> str:
        if text.lower() not in _GENDERS:
            raise BadValue(path, _("Write 男 or 女, male or female."))
        return _GENDERS[text.lower()]

    def birthday(self, path: str, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise BadValue(path, _("This is no date. Write it like 2026-01-31.")) from None

    def phones(self, path: str, text: str) -> list[Claim]:
        found = []
        for part in filter(None, map(str.strip, _SEVERAL.split(text))):
            number, why = reach.phone(part)
            if why == "not_personal":
                reason = _("This is a landline or hotline, which many people share. Give a mobile number or none.")
                raise BadValue(path, reason)
            if why:
                raise BadValue(path, _("This is no phone number. Write it like 13800136120 or +86 138 0013 6120."))
            found.append(("phone", "", number))
        return found

    def emails(self, path: str, text: str) -> list[Claim]:
        found = []
        for part in filter(None, map(str.strip, _SEVERAL.split(text))):
            address = reach.email(part)
            if not address:
                raise BadValue(path, _("This is no e-mail address. Write it like name@example.com."))
            found.append(("email", "", address))
        return found

    def number(self, path: str, text: str) -> list[Claim]:
        if len(text) > 120:  # noqa: PLR2004 - an identity's value has room for twice as many
            raise BadValue(path, _("At most %(limit)d characters. Shorten it.") % {"limit": 120})
        return [("external_id", EXTERNAL_SCOPE, text)]

    def owner(self, path: str, text: str) -> int:
        found = self._colleague(text, path)
        if found not in self.owners:
            reason = _(
                "Your role does not let you give customers to %(name)s. Leave the cell empty or write your own name."
            )
            raise BadValue(path, reason % {"name": text})
        return found


def _take(row: Row, path: str, value: Any) -> None:  # noqa: ANN401 - what Reader._read said
    if isinstance(value, Wrong):
        row.errors[path] = value.words
    elif path in _CLAIMED:
        row.claims += [claim for claim in value if claim not in row.claims]
    elif path.startswith(PREFIX):
        if value is not None:
            row.own[path.removeprefix(PREFIX)] = value
    elif value is not None:
        row.told[path] = value


def _packed(v: Value) -> list[Any]:
    return [v.text, v.key, v.number, str(v.day) if v.day else None, v.option_ids, v.member_id, v.file_id]


_READERS: Mapping[str, Callable[[Reader, str, str], Any]] = {
    **dict.fromkeys(_LENGTHS, Reader.plain),
    "gender": Reader.gender,
    "birthday": Reader.birthday,
    "phone": Reader.phones,
    "phone.2": Reader.phones,
    "email": Reader.emails,
    "number": Reader.number,
    "owner": Reader.owner,
}
_CLAIMED = frozenset({"phone", "phone.2", "email", "number"})


def _people() -> dict[str, int]:
    """Active members by name and by what they sign in with; a name that several have is nobody's (0)."""
    found: dict[str, int] = {}
    for one in Member.objects.filter(is_active=True).order_by("id").select_related("user"):
        name = one.name.casefold()
        found[name] = 0 if name in found else one.pk
        found.setdefault((one.user.email or one.user.phone or "").casefold(), one.pk)
    return found


def _owners(member: Member) -> frozenset[int]:
    """Whom the member may make responsible: as far as the right to change customers reaches."""
    match member.level("customers.edit"):
        case Level.ALL:
            able = Member.objects.filter(is_active=True).select_related("role")
            return frozenset(one.pk for one in able if one.can("customers.view"))
        case Level.TEAM:
            return accounts.team_ids(member)
    return frozenset({member.pk})
