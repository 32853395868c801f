"""Numbers and addresses that several people use: a family's phone, a firm's reception. They make nobody one person.

Whoever comes with such a number under another name is somebody else: they keep the number beside its first holder, as a
name of their own scope, and the background look (actions.twins) tells whether a person should look at the two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from changlai.customers import names
from changlai.customers.contracts import Kept
from changlai.customers.enums import Certainty
from changlai.customers.models import Identity, TwinRule
from changlai.customers.participation import taken
from changlai.customers.queries.twins import CONTACTS, DEFAULTS, exclusive_values
from changlai.kernel import db
from changlai.kernel.tenancy import organisations

if TYPE_CHECKING:
    from changlai.customers.actions.identities import Person

Key = tuple[int, str, str, str]  # organisation, kind, scope, value
Doubt = tuple[int, Key]  # which person of the batch, which claim of theirs
SHARED = "shared:"  # before the id of the customer, as the scope of an identity whose first holder is somebody else
_NAMES = """
    select id, name from customers_customer where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])"""
_SHARE = """
    insert into customers_identity (organisation_id, kind, scope, value, customer_id, is_strong, is_exclusive,
      account_id, created_at)
    select o, k, %b::text || c, v, c, true, false, a, t
    from unnest(%b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::timestamptz[]) x(o, k, v, c, a, t)
    on conflict (organisation_id, kind, scope, value) do nothing"""

_UNSHARE = """
    with m as (select * from unnest(%(old)b::bigint[], %(new)b::bigint[]) x(o, n)),
    held as (
      select t.id, t.organisation_id, t.scope, row_number() over (
        partition by t.organisation_id, coalesce(m.n, t.customer_id), t.kind, t.value
        order by t.scope <> '', t.id) place
      from customers_identity t left join m on m.o = t.customer_id
      where t.organisation_id = any(%(org)b::bigint[]) and t.kind in ('email', 'phone')
        and t.customer_id = any(%(old)b::bigint[] || %(new)b::bigint[]))
    delete from customers_identity t using held h
    where t.organisation_id = h.organisation_id and t.id = h.id and h.place > 1 and h.scope like 'shared:%%'
    returning t.customer_id, to_jsonb(t)::text"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A person of the batch and whoever they would be one with by a number. Both are a customer's id, or the name
    somebody new comes with; ``claims`` are what they come with of names that one person has once.
    """

    person: int
    key: Key
    mine: int | str
    theirs: int | str
    claims: frozenset[Key]
    their_claims: frozenset[Key] = frozenset()

    def ids(self) -> list[int]:
        return [one for one in (self.mine, self.theirs) if isinstance(one, int)]


def doubtful(people: Sequence["Person"], known: Mapping[Key, int]) -> set[Doubt]:
    """Claims that would make one person of two whose names disagree, or who have different IDs on one platform; no
    statement when nobody meets by a number.

    Three more when somebody does: what the organisation decided, names and IDs of who is known.
    """
    meetings = list(_meetings(people, known))
    if not meetings:
        return set()
    orgs = sorted({one.key[0] for one in meetings})
    rows = TwinRule.objects.filter(rule__in=CONTACTS).values_list("organisation_id", "rule", "certainty")
    decided = {(org, rule): certainty for org, rule, certainty in rows}
    ids = sorted({one for meeting in meetings for one in meeting.ids()})
    called: dict[int, str] = dict(db.rows(_NAMES, (orgs, ids))) if ids else {}
    held = exclusive_values(orgs, ids) if ids else {}

    def name(of: int | str) -> str:
        return called.get(of, "") if isinstance(of, int) else of

    def own(of: int | str, claims: frozenset[Key]) -> set[tuple[str, str, str]]:
        return {key[1:] for key in claims} | set(held.get(of, ()) if isinstance(of, int) else ())

    return {
        (one.person, one.key)
        for one in meetings
        if decided.get((one.key[0], one.key[1]), DEFAULTS.get(one.key[1])) != Certainty.CERTAIN
        or not names.may_be_merged(name(one.mine), name(one.theirs))
        or _disagree(own(one.mine, one.claims), own(one.theirs, one.their_claims))
    }


def _disagree(first: set[tuple[str, str, str]], second: set[tuple[str, str, str]]) -> bool:
    """Whether one of them has another value of what a person has once."""
    values = {(kind, scope): value for kind, scope, value in first}
    return any(values.get((kind, scope), value) != value for kind, scope, value in second)


def _meetings(people: Sequence["Person"], known: Mapping[Key, int]) -> Iterator[Meeting]:
    """Everybody who would become one with somebody by a number, not by what else they come with."""
    first: dict[Key, tuple[frozenset[Key], int | str, frozenset[Key]]] = {}
    for number, person in enumerate(people):
        pairs = list(zip(person.keys(), person.claims, strict=True))
        shared = [key for key, claim in pairs if is_shared_kind(claim.kind)]
        if not shared or len(pairs) == len(shared):
            continue
        own = frozenset(key for key, _ in pairs) - set(shared)
        once = frozenset(key for key, claim in pairs if claim.exclusive and claim.strong)
        mine = next((known[key] for key, _ in pairs if key in own and key in known), None)
        me: int | str = mine if mine is not None else ("" if person.profile.is_stand_in else person.profile.name)
        for key in shared:
            holder = known.get(key)
            if holder is not None and holder != mine:
                yield Meeting(number, key, me, holder, once)
            elif holder is None:
                others, them, theirs = first.setdefault(key, (own, me, once))
                if not others & own:
                    yield Meeting(number, key, me, them, once, theirs)


def unshare(moves: Mapping[int, int]) -> list[Kept]:
    """Who become one hold a shared number once, under the first holder's name of it where he is among them."""
    asked = {"org": list(organisations()), "old": list(moves), "new": list(moves.values())}
    return taken(Identity, db.rows(_UNSHARE, asked))


def is_shared_kind(kind: str) -> bool:
    """Whether several people may use one name of this kind."""
    return kind in CONTACTS


def without(people: Sequence["Person"], dropped: set[Doubt]) -> list["Person"]:
    """People without the claims that do not tell who they are."""
    kept = []
    for number, person in enumerate(people):
        pairs = zip(person.keys(), person.claims, strict=True)
        kept.append(replace(person, claims=tuple(claim for key, claim in pairs if (number, key) not in dropped)))
    return kept


def share(people: Sequence["Person"], dropped: set[Doubt], who: Mapping[int, int]) -> None:
    """Keep the dropped numbers beside their first holders; one statement. ``who``: the customer each person is."""
    rows = [(people[number], key, who[number]) for number, key in sorted(dropped)]
    db.run(
        _SHARE,
        (
            SHARED,
            [key[0] for _, key, _ in rows],
            [key[1] for _, key, _ in rows],
            [key[3] for _, key, _ in rows],
            [customer for _, _, customer in rows],
            [person.account_id for person, _, _ in rows],
            [person.seen_at for person, _, _ in rows],
        ),
    )
