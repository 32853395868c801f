"""What lists write into companies: what the form of a company takes, by the actions of its page."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.companies import actions, queries
from changlai.companies.errors import BadFact, CompanyNotYours
from changlai.companies.forms import CompanyForm
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records import divisions
from changlai.records.columns import Write
from changlai.records.members import colleague_of
from changlai.records.writing import read_by, text_of


def fact(name: str) -> Write:
    """One fact of companies, each by the same action as on its page."""

    def write(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
        return _each(member, ids, {name: read_by(CompanyForm.base_fields[name], raw, BadFact)}, now)

    return write


def industry(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Which industry they are in; none when left empty."""
    text = text_of(raw)
    found = {one.pk: one for one in queries.industries()}.get(db.id_of(text) or 0)
    if text and found is None:
        raise BadFact(_("This industry is not there any more. Choose another one."))
    mine = _mine(member, ids)
    actions.set_industry(ids=sorted(mine), industry=found, by=member, now=now)
    return _not_mine(ids, mine)


def owner(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Who is responsible; nobody when left empty."""
    found = colleague_of(raw)
    if text_of(raw) and found is None:
        raise BadFact(_("This colleague is no longer here. Choose somebody else."))
    mine = _mine(member, ids)
    actions.assign_many(ids=sorted(mine), owner=found, by=member, now=now)
    return _not_mine(ids, mine)


def place(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Province, city or district, as people write it or by its code; the street stays."""
    text = text_of(raw)
    code, rest = divisions.read(text)
    if text and (not code or rest):
        raise BadFact(
            _("No province, city or district is called so. Write it like 浙江杭州西湖区; the street has its own field.")
        )
    return _each(member, ids, {"place": code or None}, now)


def _mine(member: Member, ids: Sequence[int]) -> set[int]:
    return set(queries.editable_by(member).filter(id__in=ids).values_list("id", flat=True))


def _not_mine(ids: Sequence[int], mine: set[int]) -> dict[int, str]:
    return {one: str(CompanyNotYours(_("this company")).sentence) for one in ids if one not in mine}


def _each(member: Member, ids: Sequence[int], facts: Mapping[str, object], now: datetime) -> dict[int, str]:
    refused = _not_mine(ids, set())
    for company in queries.editable_by(member).filter(id__in=ids):
        refused.pop(company.pk)
        try:
            actions.edit(company=company, facts=facts, by=member, now=now)
        except Refusal as refusal:
            refused[company.pk] = str(refusal.sentence)
    return refused
