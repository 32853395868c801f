"""Tags follow their customer through a merge."""

from collections.abc import Mapping

from changlai.kernel import db

# Who has a tag twice keeps the older one; of an exclusive group the one of the customer that stays.
_DROP = """
    delete from tags_tagging k using unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where k.customer_id = m.o and exists (
      select from tags_tagging y where y.organisation_id = k.organisation_id and (
        (y.customer_id = m.n and (y.tag_id = k.tag_id or (k.is_only and y.group_id = k.group_id)))
        or (y.customer_id in (select o from unnest(%(old)b::bigint[], %(new)b::bigint[]) z(o, n) where z.n = m.n)
          and y.id < k.id and (y.tag_id = k.tag_id or (k.is_only and y.group_id = k.group_id)))))
    returning k.organisation_id, k.tag_id"""
_MOVE = """
    update tags_tagging t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.customer_id = m.o"""
_DISCOUNT = """
    update tags_tag t set customer_count = t.customer_count - x.c
    from (select o, i, count(*)::int c from unnest(%b::bigint[], %b::bigint[]) y(o, i) group by o, i) x
    where t.organisation_id = x.o and t.id = x.i"""
_DROP_MARKS = """
    delete from tags_followmark k using unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where k.customer_id = m.o and exists (
      select from tags_followmark y where y.organisation_id = k.organisation_id and y.account_id = k.account_id
        and y.colleague = k.colleague and y.tag_id = k.tag_id and (y.customer_id = m.n or (
          y.id < k.id and y.customer_id in (
            select o from unnest(%(old)b::bigint[], %(new)b::bigint[]) z(o, n) where z.n = m.n))))"""
_MOVE_MARKS = """
    update tags_followmark t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.customer_id = m.o"""


class Tags:
    """See customers.contracts.MergeParticipant."""

    def move(self, moves: Mapping[int, int]) -> None:
        arrays = {"old": list(moves), "new": list(moves.values())}
        dropped = db.rows(_DROP, arrays)
        if dropped:
            db.run(_DISCOUNT, ([row[0] for row in dropped], [row[1] for row in dropped]))
        for statement in (_MOVE, _DROP_MARKS, _MOVE_MARKS):
            db.run(statement, arrays)


PARTICIPANT = Tags()
