"""The author of what a case is about becomes a customer; what they said stands on their timeline and in the inbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from changlai.channels.contracts import Content, IdentityClaim, Profile
from changlai.channels.models import Account
from changlai.customers import actions as customers
from changlai.customers.actions import Entry, Met, Person
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Identity
from changlai.listening.enums import LinkState
from changlai.listening.models import Author, Mention
from changlai.listening.queries.places import Places, places_of

NAME_KEPT = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """Who somebody turned out to be, and where they can be answered in public."""

    customer_id: int
    identity_id: int | None
    places: Places


def take_in(mentions: Sequence[Mention]) -> dict[int, Taken]:
    """The customer behind each mention, by its id; who has no name on a connected platform stays a stranger.

    What each said is recorded on their timeline, once: call it for mentions that no case had yet. About a dozen
    statements, whatever their number.
    """
    authors = {one.pk: one for one in Author.objects.filter(id__in={m.author_id for m in mentions if m.author_id})}
    spoken = [one for one in mentions if one.author_id in authors]
    places = places_of(spoken)
    taken = _met(authors, _first(spoken), places)
    _link(authors, taken)
    found = {one.pk: taken[one.author_id] for one in spoken if one.author_id in taken}
    _record([one for one in spoken if one.pk in found], found)
    return found


def _first(mentions: Iterable[Mention]) -> dict[int, Mention]:
    """One mention of each author."""
    first: dict[int, Mention] = {}
    for one in mentions:
        if one.author_id:
            first.setdefault(one.author_id, one)
    return first


def _met(authors: Mapping[int, Author], first: Mapping[int, Mention], places: Mapping[int, Places]) -> dict[int, Taken]:
    """Known again by their name on the platform, or new; who was linked by hand is met as that customer."""
    people: list[Person] = []
    asked: list[tuple[Author, Places]] = []
    alone: dict[int, Taken] = {}
    for author_id, mention in first.items():
        author, place = authors[author_id], places[mention.pk]
        account = place.public or place.account
        linked = author.customer_id if author.link == LinkState.LINKED else None
        if author.kind and account is not None:
            claims = (IdentityClaim(author.kind, author.scope, author.key), *_known_names(linked))
            profile = Profile(name=author.name[:NAME_KEPT], avatar_url=author.avatar_url)
            people.append(Person(author.organisation_id, account.pk, claims, mention.said_at, profile))
            asked.append((author, place))
        elif linked:
            alone[author_id] = Taken(linked, None, place)
    met = customers.meet(people) if people else []
    return alone | {author.pk: _taken(author, one, place) for (author, place), one in zip(asked, met, strict=True)}


def _known_names(customer_id: int | None) -> list[IdentityClaim]:
    """A name the linked customer has already: met together with it, the author is that customer."""
    if customer_id is None:
        return []
    names = Identity.objects.filter(customer_id=customer_id, is_strong=True).order_by("id")
    return [IdentityClaim(*name) for name in names.values_list("kind", "scope", "value")[:1]]


def _taken(author: Author, met: Met, place: Places) -> Taken:
    linked = author.customer_id if author.link == LinkState.LINKED else None
    if linked and linked != met.customer_id:  # kept apart: the customer has another name of this kind
        return Taken(linked, None, place)
    return Taken(met.customer_id, met.identity_id, place)


def _link(authors: Mapping[int, Author], taken: Mapping[int, Taken]) -> None:
    changed = []
    for author_id, one in taken.items():
        author = authors[author_id]
        if (author.customer_id, author.link) != (one.customer_id, LinkState.LINKED):
            author.customer_id, author.link, author.reason = one.customer_id, LinkState.LINKED, ""
            changed.append(author)
    Author.objects.bulk_update(changed, ["customer", "link", "reason"])


def _record(mentions: Sequence[Mention], taken: Mapping[int, Taken]) -> None:
    """What they said, as an entry that opens a conversation where it can be answered."""
    causes = customers.own_causes(len(mentions)) if mentions else []
    customers.record([_entry(one, taken[one.pk], cause) for one, cause in zip(mentions, causes, strict=True)])


def _entry(mention: Mention, taken: Taken, cause: int) -> Entry:
    account: Account | None = taken.places.public
    facts = {"text": mention.text, "url": mention.url, "mention_id": mention.pk}
    return Entry(
        organisation_id=mention.organisation_id,
        customer_id=taken.customer_id,
        account_id=account.pk if account else None,
        kind=InteractionKind.COMMENT,
        occurred_at=mention.said_at,
        event_id=cause,
        facts=facts,
        content=Content(text=mention.text, raw={"mention_id": mention.pk}),
        platform_id=mention.key,
        address=dict(mention.address),
        identity_id=taken.identity_id,
    )
