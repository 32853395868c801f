"""The author of what a case is about becomes a customer; what they said stands on their timeline and in the inbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from changlai.channels.contracts import Content, IdentityClaim, Profile
from changlai.channels.models import Account
from changlai.customers import actions as customers
from changlai.customers.actions import Entry, Met, Person
from changlai.customers.enums import InteractionKind
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
    asked: list[tuple[Author, Places, Person]] = []
    alone: dict[int, Taken] = {}
    for author_id, mention in first.items():
        author, place = authors[author_id], places[mention.pk]
        if person := _person(author, place, mention):
            asked.append((author, place, person))
        elif author.customer_id:
            alone[author_id] = Taken(author.customer_id, None, place)
    customers.claim([(author.customer_id, person) for author, _, person in asked if author.customer_id])
    met = customers.meet([person for *_, person in asked]) if asked else []
    return alone | {author.pk: _taken(author, one, place) for (author, place, _), one in zip(asked, met, strict=True)}


def _person(author: Author, place: Places, mention: Mention) -> Person | None:
    """An author under their name on a platform where an account of ours is; None without one."""
    account = place.public or place.account
    if not author.kind or account is None:
        return None
    claim = IdentityClaim(author.kind, author.scope, author.key)
    profile = Profile(name=author.name[:NAME_KEPT], avatar_url=author.avatar_url)
    return Person(author.organisation_id, account.pk, (claim,), mention.said_at, profile)


def name_of(author: Author, customer_id: int) -> tuple[int, Person] | None:
    """An author's name as customers.claim takes it; None where no account of ours is on their platform."""
    mention = Mention.objects.filter(author=author).order_by("-said_at", "-id").first()
    if mention is None:
        return None
    person = _person(author, places_of([mention])[mention.pk], mention)
    return (customer_id, person) if person else None


def _taken(author: Author, met: Met, place: Places) -> Taken:
    if author.customer_id and author.customer_id != met.customer_id:  # the customer has another name of this kind
        return Taken(author.customer_id, None, place)
    return Taken(met.customer_id, met.identity_id, place)


def _link(authors: Mapping[int, Author], taken: Mapping[int, Taken]) -> None:
    changed = []
    for author_id, one in taken.items():
        author = authors[author_id]
        if author.customer_id != one.customer_id:
            author.customer_id = one.customer_id
            changed.append(author)
    Author.objects.bulk_update(changed, ["customer"])


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
