"""OneID, set-wise: from claims about people to customers, in a handful of statements for a whole batch.

0 known customers behind a group of claims: a new one. 1: that one. Several: they are merged, unless two different
values of an exclusive kind would meet in one person; then they stay apart and a suggestion says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from changlai.channels.contracts import IdentityClaim, Profile
from changlai.customers.actions.doubts import Doubt, doubtful, share, without
from changlai.customers.actions.duplicates import suggest, told_apart
from changlai.customers.actions.merging import Merge, merge_many
from changlai.customers.actions.profiles import profile_columns
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.queries.twins import exclusive_values
from changlai.kernel import db

ROUNDS = 6  # another worker may create the same identity at the same moment; each round settles what is committed
Key = tuple[int, str, str, str]  # organisation, kind, scope, value

_FIND = """
    select i.organisation_id, i.kind, i.scope, i.value, i.customer_id, i.id from customers_identity i
    join unnest(%b::bigint[], %b::text[], %b::text[], %b::text[]) x(o, k, s, v)
      on i.organisation_id = x.o and i.kind = x.k and i.scope = x.s and i.value = x.v"""
_MAKE_CUSTOMERS = """
    insert into customers_customer (organisation_id, name, is_named_by_hand, avatar_url, gender, company, position,
      city, phone, note, source, created_at)
    select o, name, false, avatar, gender, company, position, '', '', '', '', t
    from unnest(%b::bigint[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
      with ordinality x(o, t, name, avatar, gender, company, position, n) order by n returning id"""
_ADD = """
    insert into customers_identity (organisation_id, kind, scope, value, customer_id, is_strong, is_exclusive,
      account_id, created_at, beside_id)
    select * from unnest(%b::bigint[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bool[], %b::bool[],
      %b::bigint[], %b::timestamptz[], %b::bigint[])
    on conflict (organisation_id, kind, scope, value) do nothing
    returning organisation_id, kind, scope, value"""
_FORGET = "delete from customers_customer where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])"
NOTHING_TOLD = Profile()


@dataclass(frozen=True, slots=True)
class Person:
    """The claims of one inbound fact; they belong to one person."""

    organisation_id: int
    account_id: int
    claims: tuple[IdentityClaim, ...]
    seen_at: datetime
    profile: Profile = NOTHING_TOLD

    def keys(self) -> list[Key]:
        return [(self.organisation_id, claim.kind, claim.scope, claim.value) for claim in self.claims]


@dataclass(frozen=True, slots=True)
class Met:
    """Who a person turned out to be, and the identity they were met under: their first claim."""

    customer_id: int
    identity_id: int


def resolve(people: Sequence[Person]) -> list[int]:
    """The customer of each person, created or merged as needed, in the order given; see meet."""
    return [met.customer_id for met in meet(people)]


def meet(people: Sequence[Person]) -> list[Met]:
    """The customer of each person, created or merged as needed, in the order given.

    Three statements when everybody is known or new; a merge, a clash or a number that several people use adds a few for
    all of the batch together.
    """
    apart: frozenset[Key] = frozenset()
    dropped: set[Doubt] = set()
    everybody = people
    for _ in range(ROUNDS):
        people = without(everybody, dropped) if dropped else everybody
        groups = Groups(people, apart)
        known, rows = _find(groups.keys())
        if doubts := doubtful(people, known):
            dropped |= doubts
            continue
        clashes = groups.clashes() | _clashes_with_known(groups, known)
        if clashes:
            apart |= clashes
            continue
        _merge_where_several(groups, known)
        missing = [key for key in groups.keys() if key not in known]  # noqa: SIM118 - a method, not a mapping
        if not missing:
            _suggest_for(people, apart, known)
            met = [Met(known[person.keys()[0]], rows[person.keys()[0]]) for person in people]
            if dropped:
                share(everybody, dropped, {number: one.customer_id for number, one in enumerate(met)})
            return met
        _create(groups, known, rows, missing)
    raise RuntimeError("identities kept changing under us")


class Groups:
    """Union-find over claims: people who share a claim are one. A claim in ``apart`` joins nothing."""

    def __init__(self, people: Sequence[Person], apart: frozenset[Key] = frozenset()) -> None:
        self.parent: dict[Key, Key] = {}
        self.claims: dict[Key, tuple[IdentityClaim, Person]] = {}
        for person in people:
            keys = person.keys()
            for key, claim in zip(keys, person.claims, strict=True):
                self.parent.setdefault(key, key)
                self.claims.setdefault(key, (claim, person))
                if not apart.intersection((keys[0], key)):
                    self._join(keys[0], key)

    def keys(self) -> list[Key]:
        """All claims, in one order for every worker, so that two never wait for each other in a ring."""
        return sorted(self.parent)

    def root(self, key: Key) -> Key:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def _join(self, first: Key, second: Key) -> None:
        a, b = self.root(first), self.root(second)
        if a != b:
            self.parent[max(a, b)] = min(a, b)

    def by_root(self) -> dict[Key, list[Key]]:
        groups: dict[Key, list[Key]] = {}
        for key in self.keys():
            groups.setdefault(self.root(key), []).append(key)
        return groups

    def exclusive(self, key: Key) -> bool:
        claim = self.claims[key][0]
        return claim.exclusive and claim.strong

    def clashes(self) -> set[Key]:
        """Second values of an exclusive kind within one group: these people only seem to be one."""
        found = set()
        for keys in self.by_root().values():
            seen: set[tuple[int, str, str]] = set()
            for key in filter(self.exclusive, keys):
                if key[:3] in seen:
                    found.add(key)
                seen.add(key[:3])
        return found


def _columns(keys: Sequence[Key]) -> tuple[list[int], list[str], list[str], list[str]]:
    return [k[0] for k in keys], [k[1] for k in keys], [k[2] for k in keys], [k[3] for k in keys]


def _find(keys: Sequence[Key]) -> tuple[dict[Key, int], dict[Key, int]]:
    """Of the identities that are there: whose each is, and its row."""
    found = [((row[0], row[1], row[2], row[3]), row[4], row[5]) for row in db.rows(_FIND, _columns(keys))]
    return {key: customer for key, customer, _ in found}, {key: row for key, _, row in found}


def _clashes_with_known(groups: Groups, known: dict[Key, int]) -> set[Key]:
    """New exclusive claims whose group leads to a customer that already has another value of that kind."""
    wanted: dict[Key, int] = {}
    for keys in groups.by_root().values():
        owner = next((known[key] for key in keys if key in known), 0)
        wanted |= {key: owner for key in keys if owner and key not in known and groups.exclusive(key)}
    if not wanted:
        return set()
    values = exclusive_values(sorted({key[0] for key in wanted}), sorted(set(wanted.values())))
    return {key for key, owner in wanted.items() if any(kind == key[1:3] for kind in _kinds(values.get(owner, ())))}


def _kinds(values: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(kind, scope) for kind, scope, _ in values]


def _suggest_for(people: Sequence[Person], apart: frozenset[Key], known: dict[Key, int]) -> None:
    """People who were kept apart although they share a claim: somebody should look."""
    for person in people:
        keys = person.keys()
        if apart.intersection(keys):
            ids = sorted({known[key] for key in keys})
            if len(ids) > 1:
                kind = next(key[1] for key in keys if key in apart)
                suggest(person.organisation_id, ids, reason=f"exclusive_clash:{kind}")


def _create(groups: Groups, known: dict[Key, int], rows: dict[Key, int], missing: Sequence[Key]) -> None:
    """Add the missing claims to the customer of their group; make one for a group that has none."""
    by_root = groups.by_root()
    owners = {root: next((known[key] for key in keys if key in known), 0) for root, keys in by_root.items()}
    beside = {root: next((rows[k] for k in keys if k in rows), None) for root, keys in by_root.items()}
    new = sorted({groups.root(key) for key in missing if not owners[groups.root(key)]})
    if new:
        made = db.rows(_MAKE_CUSTOMERS, _new_customers([groups.claims[root][1] for root in new]))
        owners.update(zip(new, (row[0] for row in made), strict=True))
    claims = [groups.claims[key] for key in missing]
    added = db.rows(
        _ADD,
        (
            *_columns(missing),
            [owners[groups.root(key)] for key in missing],
            [claim.strong for claim, _ in claims],
            [claim.exclusive for claim, _ in claims],
            [person.account_id for _, person in claims],
            [person.seen_at for _, person in claims],
            [beside[groups.root(key)] for key in missing],
        ),
    )
    mark_unchecked((row[0], owners[groups.root((row[0], row[1], row[2], row[3]))]) for row in added)
    if len(added) < len(missing):  # somebody else was faster with some: customers that got no identity are taken back
        got = {owners[groups.root((r[0], r[1], r[2], r[3]))] for r in added}
        orphans = [(root[0], owners[root]) for root in new if owners[root] not in got]
        if orphans:
            db.run(_FORGET, ([o for o, _ in orphans], [c for _, c in orphans]))


def _new_customers(people: Sequence[Person]) -> tuple[Sequence[object], ...]:
    """The columns of _MAKE_CUSTOMERS: what is known of each at first sight."""
    return (
        [person.organisation_id for person in people],
        [person.seen_at for person in people],
        *profile_columns([person.profile for person in people]),
    )


def _merge_where_several(groups: Groups, known: dict[Key, int]) -> None:
    """Merge the customers behind one group; ``known`` then names the one that stays."""
    several = {root: sorted({known[key] for key in keys if key in known}) for root, keys in groups.by_root().items()}
    several = {root: ids for root, ids in several.items() if len(ids) > 1}
    if not several:
        return
    orgs, everybody = {root[0] for root in several}, {one for ids in several.values() for one in ids}
    values, different = exclusive_values(sorted(orgs), sorted(everybody)), told_apart(orgs, everybody)
    merges, kept = [], {}
    for root, ids in several.items():
        if different.intersection(combinations(ids, 2)):
            continue  # somebody looked: they are several, whatever they share
        clash = next((kind for kind, found in _together(values, ids).items() if len(found) > 1), None)
        if clash is None:
            merges.append(Merge(root[0], ids[0], tuple(ids[1:]), reason="shared_identity:" + root[1]))
            kept.update(dict.fromkeys(ids, ids[0]))
        else:
            suggest(root[0], ids, reason=f"exclusive_clash:{clash[0]}")
    merge_many(merges)
    for key, customer_id in known.items():
        known[key] = kept.get(customer_id, customer_id)


def _together(values: dict[int, list[tuple[str, str, str]]], ids: Sequence[int]) -> dict[tuple[str, str], set[str]]:
    """What one person would have of each exclusive kind if these customers were one."""
    together: dict[tuple[str, str], set[str]] = {}
    for customer_id in ids:
        for kind, scope, value in values.get(customer_id, ()):
            together.setdefault((kind, scope), set()).add(value)
    return together
