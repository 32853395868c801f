"""What goes along when one open conversation is taken in by another, and comes back when that is undone.

Planned answers go with the lines: the customer's next word calls them off where it arrives. So do mentions, which
belong to notes. A rating, a draft and the history of who looked after it go where the other one has none of its own:
nobody is asked twice, nothing typed is lost, and a colleague who is taken over can still be told why it is theirs.
"""

from collections.abc import Iterator, Mapping, Sequence

from changlai.customers.contracts import Kept, Undo
from changlai.inbox.actions.board import mark_stale
from changlai.kernel import db

Pair = tuple[int, int, int]  # organisation, the one that stays, the one that is taken in
_PAIRS = "from unnest(%(orgs)b::bigint[], %(keeps)b::bigint[], %(gone)b::bigint[]) p(o, keep, gone)"
_PLANS = """
    update inbox_latermessage t set conversation_id = p.keep {pairs}
    where t.organisation_id = p.o and t.conversation_id = p.gone and t.state = 'waiting' returning p.gone, t.id"""
_MENTIONS = """
    update inbox_mention t set conversation_id = p.keep {pairs}
    where t.organisation_id = p.o and t.conversation_id = p.gone returning p.gone, t.id"""
# One for each that has none: what the customer has said goes before what they were only asked.
_RATINGS = """
    with chosen as (
      select distinct on (p.o, p.keep) p.o, p.keep, p.gone, r.id {pairs}
      join inbox_rating r on r.organisation_id = p.o and r.conversation_id = p.gone
      where not exists (select 1 from inbox_rating k where k.organisation_id = p.o and k.conversation_id = p.keep)
      order by p.o, p.keep, r.score is null, r.id desc)
    update inbox_rating t set conversation_id = c.keep from chosen c
    where t.organisation_id = c.o and t.id = c.id returning c.gone, t.id"""
_DRAFTS = """
    with chosen as (
      select distinct on (p.o, p.keep, d.member_id, d.kind) p.o, p.keep, p.gone, d.id {pairs}
      join inbox_draft d on d.organisation_id = p.o and d.conversation_id = p.gone
      where not exists (select 1 from inbox_draft k where k.organisation_id = p.o and k.conversation_id = p.keep
        and k.member_id = d.member_id and k.kind = d.kind)
      order by p.o, p.keep, d.member_id, d.kind, d.saved_at desc, d.id)
    update inbox_draft t set conversation_id = c.keep from chosen c
    where t.organisation_id = c.o and t.id = c.id returning c.gone, t.id"""
_ASSIGNMENTS = """
    update inbox_assignment t set conversation_id = p.keep {pairs}
    join inbox_conversation g on g.organisation_id = p.o and g.id = p.gone
    join inbox_conversation k on k.organisation_id = p.o and k.id = p.keep and k.assignee_id = g.assignee_id
    where t.organisation_id = p.o and t.conversation_id = p.gone
      and not exists (select 1 from inbox_assignment a where a.organisation_id = p.o and a.conversation_id = p.keep)
    returning p.gone, t.id"""
_GOES = {
    "inbox_latermessage": _PLANS,
    "inbox_mention": _MENTIONS,
    "inbox_rating": _RATINGS,
    "inbox_draft": _DRAFTS,
    "inbox_assignment": _ASSIGNMENTS,
}
_COMES_BACK = """
    update {place} t set conversation_id = %(gone)s
    where t.organisation_id = %(org)s and t.conversation_id = %(keep)s and t.id = any(%(ids)b::bigint[]) {unless}"""
_UNLESS = (
    "and not exists (select 1 from {place} n where n.organisation_id = %(org)s and n.conversation_id = %(gone)s{same})"
)
# Of these there is one each: a newer one over there stays.
_ONE_EACH = {"inbox_rating": "", "inbox_draft": " and n.member_id = t.member_id and n.kind = t.kind"}
_SCORES = """
    update inbox_conversation c set score = (select r.score from inbox_rating r
      where r.organisation_id = c.organisation_id and r.conversation_id = c.id)
    where c.organisation_id = any(%(orgs)b::bigint[]) and c.id = any(%(ids)b::bigint[])"""


def take_along(folded: Sequence[Pair], olds: Mapping[int, int]) -> Iterator[Kept]:
    """Move what hangs on the conversations that were taken in; ``olds`` is whose each was. Nothing folded: nothing."""
    if not folded:
        return
    columns = {name: [pair[place] for pair in folded] for place, name in enumerate(("orgs", "keeps", "gone"))}
    into = {gone: keep for _, keep, gone in folded}
    for place, sql in _GOES.items():
        moved: dict[int, list[int]] = {}
        for gone, pk in db.rows(sql.format(pairs=_PAIRS), columns):
            moved.setdefault(gone, []).append(pk)
        for gone, ids in sorted(moved.items()):
            yield Kept(olds[gone], place, sorted(ids), [{"gone": gone, "keep": into[gone]}])
        if place == "inbox_rating" and moved:
            _score(columns["orgs"], [into[gone] for gone in moved])
    mark_stale((org, one) for org, *both in folded for one in both)


def bring_back(undo: Undo) -> None:
    """Put each where it was, as far as it is still there; what became of it since stays with it."""
    org = undo.organisation_id
    for kept in undo.kept:
        if kept.place in _GOES:
            pair = {"gone": int(kept.rows[0]["gone"]), "keep": int(kept.rows[0]["keep"])}
            same = _ONE_EACH.get(kept.place)
            unless = "" if same is None else _UNLESS.format(place=kept.place, same=same)
            sql = _COMES_BACK.format(place=kept.place, unless=unless)
            db.run(sql, {"org": org, "ids": list(kept.ids), **pair})


def score_again(undo: Undo) -> None:
    """After the rows are as they were: what a customer has said since stands where their rating is."""
    folded = [kept.rows[0] for kept in undo.kept if kept.place == "inbox_message"]
    mark_stale((undo.organisation_id, int(one[name])) for one in folded for name in ("gone", "keep"))
    rated = [kept.rows[0] for kept in undo.kept if kept.place == "inbox_rating"]
    if rated:
        _score([undo.organisation_id], sorted({int(one[name]) for one in rated for name in ("gone", "keep")}))


def _score(organisation_ids: Sequence[int], ids: Sequence[int]) -> None:
    db.run(_SCORES, {"orgs": sorted(set(organisation_ids)), "ids": list(ids)})
