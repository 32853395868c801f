"""The one row that stays: what it takes from those that go, what a person chose, and how it becomes what it was."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from changlai.customers.contracts import Kept
from changlai.customers.enums import FOLLOWED_UP, OWN_CHANGES
from changlai.customers.models import Customer
from changlai.customers.participation import opened
from changlai.kernel import db

GONE, STAYED = "customers_customer", "customers_customer:stayed"
# What a person may choose on the merge page, with the columns that go together.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "is_named_by_hand"),
    "avatar": ("avatar_url", "avatar_file_id", "avatar_digest", "avatar_kept_url"),
    "gender": ("gender",),
    "company": ("company",),
    "position": ("position",),
    "city": ("city",),
    "address": ("address",),
    "birthday": ("birthday",),
    "phone": ("phone",),
    "note": ("note",),
    "owner": ("owner_id",),
    "source": ("source",),
}
# Platforms go on telling these while two are one, about whichever of them writes: undoing brings back what was, and the
# next news sets it right. All other columns keep what was changed since.
_TOLD = {"avatar_url", "avatar_file_id", "avatar_digest", "avatar_kept_url", "gender", "told_at"}
_GENERATED = {field.column for field in Customer._meta.local_fields if field.generated}
_BIN = {"binned_by_id", "binned_reason"}
_LOOK = """
    select id, to_jsonb(c)::text from customers_customer c
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[]) order by id for update"""
_SEE = "select to_jsonb(c)::text from customers_customer c where organisation_id = %b and id = %b"
# The one that stays keeps what it has; what it lacks it takes from those that go, the oldest first. A picture's address
# and our copy of it go together; what a person wrote of those a platform tells stays out of the platform's hands.
_TAKE_FACTS = """
    with gone as (
      select m.n, x.* from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
      join customers_customer x on x.organisation_id = any(%(org)b::bigint[]) and x.id = m.o),
    given as (
      select organisation_id, n,
        (array_agg(name order by id) filter (where name <> ''))[1] as name,
        (array_agg(is_named_by_hand order by id) filter (where name <> ''))[1] as is_named_by_hand,
        (array_agg(avatar_url order by id) filter (where avatar_url <> ''))[1] as avatar_url,
        (array_agg(avatar_file_id order by id) filter (where avatar_url <> ''))[1] as avatar_file_id,
        (array_agg(avatar_digest order by id) filter (where avatar_url <> ''))[1] as avatar_digest,
        (array_agg(avatar_kept_url order by id) filter (where avatar_url <> ''))[1] as avatar_kept_url,
        (array_agg(gender order by id) filter (where gender <> ''))[1] as gender,
        (array_agg(company order by id) filter (where company <> ''))[1] as company,
        (array_agg(position order by id) filter (where position <> ''))[1] as position,
        (array_agg(city order by id) filter (where city <> ''))[1] as city,
        (array_agg(address order by id) filter (where address <> ''))[1] as address,
        (array_agg(birthday order by id) filter (where birthday is not null))[1] as birthday,
        (array_agg(phone order by id) filter (where phone <> ''))[1] as phone,
        (array_agg(note order by id) filter (where note <> ''))[1] as note,
        (array_agg(owner_id order by id) filter (where owner_id is not null))[1] as owner_id,
        (array_agg(by_hand ? 'gender' order by id) filter (where gender <> ''))[1] as by_hand_gender,
        (array_agg(by_hand ? 'company' order by id) filter (where company <> ''))[1] as by_hand_company,
        (array_agg(by_hand ? 'position' order by id) filter (where position <> ''))[1] as by_hand_position,
        bool_and(binned_at is not null) as all_binned,
        max(greatest(told_at, created_at)) as told_at, max(last_interaction_at) as last_interaction_at,
        max(followed_up_at) as followed_up_at
      from gone group by organisation_id, n)
    update customers_customer c set
      name = coalesce(nullif(c.name, ''), g.name, ''),
      is_named_by_hand = case when c.name = '' then coalesce(g.is_named_by_hand, false) else c.is_named_by_hand end,
      avatar_url = coalesce(nullif(c.avatar_url, ''), g.avatar_url, ''),
      avatar_file_id = case when c.avatar_url = '' then g.avatar_file_id else c.avatar_file_id end,
      avatar_digest = case when c.avatar_url = '' then coalesce(g.avatar_digest, '') else c.avatar_digest end,
      avatar_kept_url = case when c.avatar_url = '' then coalesce(g.avatar_kept_url, '') else c.avatar_kept_url end,
      gender = coalesce(nullif(c.gender, ''), g.gender, ''),
      company = coalesce(nullif(c.company, ''), g.company, ''),
      position = coalesce(nullif(c.position, ''), g.position, ''),
      city = coalesce(nullif(c.city, ''), g.city, ''),
      address = coalesce(nullif(c.address, ''), g.address, ''),
      birthday = coalesce(c.birthday, g.birthday),
      phone = coalesce(nullif(c.phone, ''), g.phone, ''),
      note = coalesce(nullif(c.note, ''), g.note, ''),
      owner_id = coalesce(c.owner_id, g.owner_id),
      by_hand = (
        select coalesce(jsonb_agg(e order by e), '[]') from (
          select jsonb_array_elements_text(c.by_hand)
          union select name from (values ('gender', c.gender = '' and g.by_hand_gender),
            ('company', c.company = '' and g.by_hand_company),
            ('position', c.position = '' and g.by_hand_position)) taken(name, is_by_hand) where is_by_hand) y(e)),
      binned_at = case when g.all_binned then c.binned_at end,  -- one of them was about: so is who they all are
      binned_by_id = case when g.all_binned then c.binned_by_id end,
      binned_reason = case when g.all_binned then c.binned_reason else '' end,
      told_at = greatest(c.told_at, c.created_at, g.told_at),
      last_interaction_at = greatest(c.last_interaction_at, g.last_interaction_at),
      followed_up_at = greatest(c.followed_up_at, g.followed_up_at)
    from given g where c.organisation_id = g.organisation_id and c.id = g.n"""
_CHOOSE = """
    update customers_customer c set {columns} from jsonb_populate_record(null::customers_customer, %(row)b::jsonb) x
    where c.organisation_id = %(org)s and c.id = %(id)s"""
_WRITTEN = """
    update customers_customer c set by_hand = (
      select coalesce(jsonb_agg(e order by e), '[]') from (
        select jsonb_array_elements_text(c.by_hand) union select unnest(%(names)b::text[])) y(e))
    where c.organisation_id = %(org)s and c.id = %(id)s"""
_LATEST = """
    update customers_customer c set (last_interaction_at, followed_up_at) = (
      select max(occurred_at), max(occurred_at) filter (where i.kind = any(%(ours)b::text[]))
      from customers_interaction i
      where i.organisation_id = c.organisation_id and i.customer_id = c.id and i.kind <> all(%(own)b::text[]))
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[])"""

Image = Mapping[str, Any]


def look(organisations: Sequence[int], ids: Sequence[int]) -> dict[int, str]:
    """The rows as they stand, as JSON; locked in order of id, so that two workers never wait in a ring."""
    return dict(db.rows(_LOOK, (list(organisations), list(ids))))


def take_facts(arrays: Mapping[str, Any]) -> None:
    """Who stays keeps what it has and takes what it lacks from those that go."""
    db.run(_TAKE_FACTS, arrays)


def choose(organisation_id: int, into_id: int, choices: Mapping[str, int], before: Mapping[int, str]) -> None:
    """Write what a person chose: field of CHOICES to the customer whose value it is."""
    for source_id in sorted(set(choices.values())):
        row = json.loads(before[source_id])
        row["is_named_by_hand"] = True  # somebody chose this name: platforms no longer change it
        columns = [column for name, chosen in choices.items() if chosen == source_id for column in CHOICES[name]]
        _write(organisation_id, into_id, row, columns)
    if choices:  # somebody decided: platforms no longer change it
        db.run(_WRITTEN, {"org": organisation_id, "id": into_id, "names": sorted(choices)})


def _write(organisation_id: int, customer_id: int, row: Image, columns: Sequence[str]) -> None:
    if columns:
        sql = _CHOOSE.format(columns=", ".join(f"{column} = x.{column}" for column in columns))
        db.run(sql, {"row": json.dumps(row), "org": organisation_id, "id": customer_id})


def images(before: Mapping[int, str], after: Mapping[int, str], into_id: int, merged_ids: Sequence[int]) -> list[Kept]:
    """Those who go as they were; who stays as it was and as it became."""
    rows = [opened(Customer, json.loads(text[into_id])) for text in (before, after)]
    return [
        Kept(merged_ids[0], STAYED, rows=rows),
        *(Kept(old, GONE, rows=[opened(Customer, json.loads(before[old]))]) for old in merged_ids),
    ]


def restore(organisation_id: int, into_id: int, kept: Sequence[Image], now: str) -> None:
    """What the merge gave to the one that stayed goes again; what was changed since by a person stays."""
    before = kept[0]
    present = opened(Customer, json.loads(now))
    row = dict(before)
    phone = Customer._meta.get_field("phone")
    row["phone"] = phone.seal(before["phone"], organisation_id=organisation_id)
    _write(organisation_id, into_id, row, _going_back(kept, present))


def as_before(into: Customer, stayed: Sequence[Image], gone: Sequence[Image]) -> list[Image]:
    """How the rows will stand when the merge is undone, who stayed first."""
    present = opened(Customer, json.loads(db.value(_SEE, (into.organisation_id, into.pk))))
    before = {name: stayed[0][name] for name in _going_back(stayed, present)}
    return [present | before, *gone]


def _going_back(kept: Sequence[Image], present: Image) -> list[str]:
    before, after = kept
    columns = [name for name in before if present[name] == after[name] != before[name] or _is_told(name, present)]
    if "binned_at" not in columns:  # the three say one thing
        columns = [name for name in columns if name not in _BIN]
    return [name for name in columns if before[name] != present[name] and name not in _GENERATED]


def _is_told(name: str, present: Image) -> bool:
    if name == "name":
        return not present["is_named_by_hand"]
    return name in _TOLD


def settle_latest(organisation_id: int, ids: Sequence[int]) -> None:
    """The moment of the last interaction follows from the interactions they have now."""
    db.run(_LATEST, {"org": organisation_id, "ids": list(ids), "own": sorted(OWN_CHANGES), "ours": sorted(FOLLOWED_UP)})
