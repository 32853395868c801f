"""Tags a member left out when customers merged: gone here and on platforms, there again when the merge is undone."""

from collections.abc import Iterable

from changlai.customers.contracts import Decided, Kept, Undo
from changlai.customers.participation import taken
from changlai.customers.queries import numbered
from changlai.kernel import db
from changlai.tags.actions.spreading import order_jobs
from changlai.tags.models import FollowMark, Tagging
from changlai.tags.queries import GROUP, TAG

LEFT_OUT = f"{FollowMark._meta.db_table}:left_out"
_LEAVE_OUT = """
    delete from tags_tagging k
    where k.organisation_id = %(org)s and k.customer_id = any(%(all)b::bigint[]) and (
      k.tag_id = any(%(tags)b::bigint[]) or exists (
        select from unnest(%(groups)b::bigint[], %(stays)b::bigint[]) x(g, c)
        where x.g = k.group_id and x.c <> k.customer_id))
    returning k.customer_id, to_jsonb(k)::text, k.tag_id"""
# Of these tags those that none of the customers has any more; what lasting relations say of them is taken back.
_OFF = """
    update tags_followmark k set is_on = false, state = 'waiting', ordered_at = clock_timestamp(), error = ''
    where k.organisation_id = %(org)s and k.customer_id = any(%(all)b::bigint[]) and k.tag_id = any(%(tags)b::bigint[])
      and k.is_on and not exists (
        select from tags_tagging g where g.organisation_id = k.organisation_id
          and g.customer_id = any(%(all)b::bigint[]) and g.tag_id = k.tag_id)
      and exists (select from customers_follow f where f.organisation_id = k.organisation_id
        and f.customer_id = k.customer_id and f.account_id = k.account_id and f.colleague = k.colleague
        and f.removed = '')
    returning k.customer_id, k.id, k.account_id, k.colleague"""
_ON = """
    update tags_followmark k set is_on = true, state = 'waiting', ordered_at = clock_timestamp(), error = ''
    where k.organisation_id = %(org)s and k.id = any(%(ids)b::bigint[]) and not k.is_on
    returning k.customer_id, k.id, k.account_id, k.colleague"""


def leave_out(decided: Decided) -> list[Kept]:
    """Take off what a member decided against, of everybody who becomes one; see customers.contracts.Chooser."""
    groups = numbered(GROUP, decided.stays)
    tags = sorted(numbered(TAG, dict.fromkeys(decided.left_out, 0)))
    if not groups and not tags:
        return []
    asked = {"org": decided.organisation_id, "all": list(decided.customer_ids)}
    picked = {"tags": tags, "groups": list(groups), "stays": list(groups.values())}
    gone = db.rows(_LEAVE_OUT, asked | picked)
    if not gone:
        return []
    marks = db.rows(_OFF, asked | {"tags": sorted({tag for *_, tag in gone})})
    into = decided.customer_ids[0]
    order_jobs((decided.organisation_id, account, into, colleague) for _, _, account, colleague in marks)
    return [*taken(Tagging, [(customer, text) for customer, text, _ in gone]), *_kept(marks)]


def mark_again(undo: Undo) -> None:
    """What platforms were told to take off is put on there again, for whose it was."""
    ids = [one for kept in undo.kept if kept.place == LEFT_OUT for one in kept.ids]
    if ids:
        marks = db.rows(_ON, {"org": undo.organisation_id, "ids": ids})
        order_jobs((undo.organisation_id, account, customer, colleague) for customer, _, account, colleague in marks)


def _kept(marks: Iterable[db.Row]) -> list[Kept]:
    found: dict[int, list[int]] = {}
    for customer_id, mark_id, *_ in marks:
        found.setdefault(customer_id, []).append(mark_id)
    return [Kept(customer_id, LEFT_OUT, ids) for customer_id, ids in found.items()]
