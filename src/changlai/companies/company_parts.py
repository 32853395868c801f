"""The company room's own part in merging two companies and taking it back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.companies.models import Company, CompanyAlias, CompanyApart, CompanyNote, CompanyValue, Post
from changlai.customers import queries as customers
from changlai.customers.contracts import Kept, Undo
from changlai.customers.participation import Owned, Rows, bring_back, taken
from changlai.kernel import db, tenancy

POSTS, JOINED = Post._meta.db_table, "companies_post:joined"
APART = CompanyApart._meta.db_table
# Who works for both has one post afterwards: that at the company that stays, with what it lacks from the other one.
_TWICE = """
    with gone as (
      delete from companies_post b using unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n), companies_post a
      where b.organisation_id = any(%(org)b::bigint[]) and b.company_id = m.o and a.company_id = m.n
        and a.organisation_id = b.organisation_id and a.customer_id = b.customer_id
      returning m.o, a.id, to_jsonb(a) as stays, to_jsonb(b) as goes)
    select o, stays::text, goes::text from gone order by id"""
_JOIN = """
    update companies_post a set position = x.position, since = x.since, left_on = x.left_on, is_main = x.is_main
    from jsonb_populate_recordset(null::companies_post, %(rows)b::jsonb) x
    where a.organisation_id = x.organisation_id and a.id = x.id"""
_AS_BEFORE = """
    update companies_post a set position = x.position, since = x.since, left_on = x.left_on,
      is_main = x.is_main and not exists (select from companies_post k where k.organisation_id = a.organisation_id
        and k.customer_id = a.customer_id and k.is_main and k.id <> a.id)
    from jsonb_populate_recordset(null::companies_post, %(rows)b::jsonb) x
    where a.organisation_id = %(org)s and a.id = x.id and a.company_id = %(into)s"""
_DROP_VALUES = """
    with gone as (
      delete from companies_companyvalue v using unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
      where v.organisation_id = any(%(org)b::bigint[]) and v.record_id = m.o and exists (
        select from companies_companyvalue k where k.organisation_id = v.organisation_id and k.record_id = m.n
          and k.field_id = v.field_id)
      returning v.record_id, v.id, to_jsonb(v) as row)
    select record_id, row::text from gone order by id"""
_UNPAIR = """
    delete from companies_companyapart a using unnest(%(old)b::bigint[]) m(o)
    where a.organisation_id = any(%(org)b::bigint[]) and (a.first_id = m.o or a.second_id = m.o)
    returning m.o, to_jsonb(a)::text"""


class Companies(Rows):
    """See contracts.CompanyParticipant."""

    def __init__(self, *owned: Owned) -> None:
        super().__init__(*owned)
        self.tables = (*self.tables, APART)
        self.places = {POSTS: _("People"), **self.places}

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        asked = {"org": list(tenancy.organisations()), "old": list(moves), "new": list(moves.values())}
        values = taken(CompanyValue, db.rows(_DROP_VALUES, asked))
        posts = _joined(db.rows(_TWICE, asked))
        pairs = taken(CompanyApart, db.rows(_UNPAIR, asked))
        return [*values, *posts, *pairs, *super().move(moves)]

    def undo(self, undo: Undo) -> None:
        joined = [row for one in undo.kept if one.place == JOINED for row in one.rows]
        if joined:
            facts = {"rows": json.dumps(joined), "org": undo.organisation_id, "into": undo.into_id}
            db.run(_AS_BEFORE, facts)
        others = [one for one in undo.kept if one.place not in {JOINED, POSTS}]
        moved = [Kept(one.old_id, one.place, one.ids) for one in undo.kept if one.place == POSTS]
        super().undo(_with(undo, [*others, *moved]))
        bring_back(CompanyApart, [row for one in undo.kept if one.place == APART for row in one.rows])
        bring_back(Post, _todays([row for one in undo.kept if one.place == POSTS for row in one.rows]))


def _joined(found: Sequence[tuple[int, str, str]]) -> list[Kept]:
    """Write what the posts that stay take over, and keep both as they stood."""
    stay, gone, after = [], [], []
    by_old: dict[int, tuple[list[Any], list[Any]]] = {}
    for old_id, stays, goes in found:
        one, other = json.loads(stays), json.loads(goes)
        stay.append(one)
        gone.append(other)
        after.append(_both(one, other))
        mine = by_old.setdefault(old_id, ([], []))
        mine[0].append(one)
        mine[1].append(other)
    if after:
        db.run(_JOIN, {"rows": json.dumps(after)})
    kept = []
    for old_id, (ones, others) in by_old.items():
        kept += [Kept(old_id, JOINED, rows=ones), Kept(old_id, POSTS, rows=others)]
    return kept


def _both(stays: Mapping[str, Any], goes: Mapping[str, Any]) -> dict[str, Any]:
    """Who still works at one of them still works at both; the earlier beginning counts."""
    left = None if stays["left_on"] is None or goes["left_on"] is None else max(stays["left_on"], goes["left_on"])
    began = [one["since"] for one in (stays, goes) if one["since"]]
    return {
        **stays,
        "position": stays["position"] or goes["position"],
        "since": min(began) if began else None,
        "left_on": left,
        "is_main": (stays["is_main"] or goes["is_main"]) and left is None,
    }


def _with(undo: Undo, kept: Sequence[Kept]) -> Undo:
    return Undo(undo.organisation_id, undo.into_id, undo.merged_ids, undo.merged_at, undo.owners, kept)


def _todays(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Posts of customers who became another one meanwhile are theirs; of two main ones that of today stays."""
    ids = customers.current_ids({row["customer_id"] for row in rows})
    told = [{**row, "customer_id": ids.get(row["customer_id"], row["customer_id"])} for row in rows]
    mains = Post.objects.filter(customer__in=[row["customer_id"] for row in told], is_main=True)
    held = set(mains.values_list("customer_id", flat=True))
    return [{**row, "is_main": row["is_main"] and row["customer_id"] not in held} for row in told]


PART = Companies(
    Owned(Post, _("People"), column="company_id", outcome=_("Who works for both has one post afterwards.")),
    Owned(CompanyNote, _("Notes"), column="company_id"),
    Owned(Company, _("Companies that belong to it"), column="parent_id"),
    Owned(CompanyValue, "", column="record_id", is_rewritten=True),
    Owned(CompanyAlias, "", column="company_id"),
)
