"""A row of a table of companies: read by the rules of the form, compared with what is there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.companies import actions, naming, queries
from changlai.companies.models import Company
from changlai.companies.sheets.columns import LENGTHS, PREFIX, SIZES, columns, own_fields
from changlai.kernel.errors import Refusal
from changlai.records import actions as records
from changlai.records import divisions
from changlai.records.contracts import Checked, Column, Order, Twin, Written
from changlai.records.errors import BadValue

TEXTS = ("name", "short_name", "website", "phone", "source", "remark", "code")
OWN = "own"


class CompanyPart:
    """See records.contracts.Part."""

    kind = "company"
    slug = "company"
    is_in_order = True  # it may name one above it as its parent

    def columns(self) -> Sequence[Column]:
        return columns()

    def check(self, member: Member, rows: Sequence[Mapping[str, str]]) -> list[Checked]:
        reader = _Reader(member, rows)
        read = [reader.read(row) for row in rows]
        twins = _twins(member, [values for values, _errors in read])
        return [
            Checked(values, errors, () if errors else known)
            for (values, errors), known in zip(read, twins, strict=True)
        ]

    def write(self, member: Member, rows: Sequence[Order], *, source: str, now: datetime) -> list[Written]:
        return actions.bring_in(rows=rows, by=member, source=source, now=now, fields=own_fields())

    def take_back(self, member: Member, record_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        return actions.take_back(ids=record_ids, by=member)


class _Reader:
    """Knows what rows may name; a fixed number of statements, whatever the rows."""

    def __init__(self, member: Member, rows: Sequence[Mapping[str, str]]) -> None:
        paths = {path for row in rows for path in row}
        self.industries = {one.name.casefold(): one.pk for one in queries.industries()} if "industry" in paths else {}
        self.people = _people(member) if "owner" in paths else {}
        self.fields = {f"{PREFIX}{one.pk}": one for one in own_fields()} if _names_own(paths) else {}
        self.own = records.Reader(self.fields.values())

    def read(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Values that survive a trip through JSON, and what is wrong with which cell."""
        told: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for path, text in cells.items():
            line = text.strip() if path == "remark" else " ".join(text.split())
            try:
                if len(line) > LENGTHS.get(path, len(line)):
                    raise BadValue(path, _("At most %(limit)d characters. Shorten it.") % {"limit": LENGTHS[path]})
                if line:
                    self._read(told, path, line)
            except Refusal as wrong:
                errors[path] = wrong.plain if isinstance(wrong, BadValue) else str(wrong.sentence)
        if "name" not in told and "name" not in errors:
            errors["name"] = _("Give the company its name.")
        for path, field in self.fields.items():
            if field.is_required and path in cells and str(field.pk) not in told.get(OWN, {}):
                errors.setdefault(path, _("This field is required. Fill it in."))
        return told, errors

    def _read(self, told: dict[str, Any], path: str, text: str) -> None:
        if path in self.fields:
            self.own.read(self.fields[path], text)
            told.setdefault(OWN, {})[str(self.fields[path].pk)] = text
        elif path in TEXTS:
            told[path] = actions.checked_fact(path, text)
        elif path == "address":
            code, rest = divisions.read(text)
            told |= {"place": code or None, "street": rest[:300]}
        elif path == "parent":
            told["parent"] = text
        elif path in {"size", "industry", "owner"}:
            told[path] = self._chosen(path, text)

    def _chosen(self, path: str, text: str) -> str | int:
        offered: Mapping[str, Mapping[str, Any]] = {"size": SIZES, "industry": self.industries, "owner": self.people}
        known = offered[path]
        found = known.get(text.casefold().replace(" ", "") if path == "size" else text.casefold())
        if found:
            answer: str | int = found
            return answer
        if path == "industry":
            return text  # it is made
        wrong = {
            "size": _("Write it like 20-99 or 1000+."),
            "owner": _(
                "There is no colleague called “%(name)s”, or several are, or you may not give companies to them."
            )
            % {"name": text},
        }
        raise BadValue(path, wrong[path])


def _names_own(paths: Collection[str]) -> bool:
    return any(path.startswith(PREFIX) for path in paths)


def _people(member: Member) -> dict[str, int]:
    """Whom the member may make responsible, by name; a name that several have is nobody's (0)."""
    found: dict[str, int] = {}
    for one in accounts.visible_members(member).filter(is_active=True).order_by("id"):
        name = one.name.casefold()
        found[name] = 0 if name in found else one.pk
    return found


def _twins(member: Member, rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Twin]]:
    """Companies of the same code, or of the same name; two statements."""
    codes = {row["code"] for row in rows if row.get("code")}
    keys = {naming.key(row["name"]) for row in rows if row.get("name")}
    by_code = {one.code: one for one in Company.objects.filter(code__in=codes)} if codes else {}
    alike: dict[str, list[Company]] = {}
    for one in queries.visible_to(member).filter(key__in=keys).order_by("id") if keys else ():
        alike.setdefault(one.key, []).append(one)
    ids = {one.pk for one in by_code.values()} | {one.pk for found in alike.values() for one in found}
    seen = set(queries.visible_to(member).filter(id__in=ids).values_list("id", flat=True)) if ids else set()
    mine = set(queries.editable_by(member).filter(id__in=ids).values_list("id", flat=True)) if ids else set()

    def twin(one: Company, reason: str) -> Twin:
        if one.pk not in seen:
            return Twin(0, "", reason, may_change=False)
        return Twin(one.pk, one.name, reason, one.pk in mine)

    made: list[Sequence[Twin]] = []
    for row in rows:
        own: dict[int, Twin] = {}
        if found := by_code.get(row.get("code", "")):
            own[found.pk] = twin(found, _("same unified social credit code"))
        for one in alike.get(naming.key(row.get("name", "")), ()):
            own.setdefault(one.pk, twin(one, _("same name")))
        made.append(tuple(own.values())[:5])
    return made
