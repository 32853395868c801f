"""Records of every kind in the command palette and on the page of results."""

from collections.abc import Callable, Sequence

from changlai.accounts import queries as accounts
from changlai.accounts.finding import SearchHit, SearchProvider
from changlai.accounts.models import Member
from changlai.records import queries, registry
from changlai.records.contracts import Kind
from changlai.records.hits import drawn
from changlai.records.queries.asking import Place


def page_of(kind: Kind) -> Callable[[Member, str, Place | None], tuple[list[SearchHit], Place | None]]:
    """Asks for a page of results of one kind, and where the next one goes on."""

    def page(member: Member, text: str, after: Place | None) -> tuple[list[SearchHit], Place | None]:
        found = queries.find(member, kind, text, after=after)
        return drawn(found.hits, text, accounts.slug_of(member.organisation_id)), found.next

    return page


def finder_of(kind: Kind) -> Callable[[Member, str, int], Sequence[SearchHit]]:
    """Asks for the best few of one kind."""

    def find(member: Member, text: str, limit: int) -> Sequence[SearchHit]:
        found = queries.find(member, kind, text, limit=limit)
        return drawn(found.hits, text, accounts.slug_of(member.organisation_id)) if found.hits else []

    return find


PROVIDERS = tuple(
    SearchProvider(
        slug=slug,
        label=kind.plural,
        permission=kind.permission,
        find=finder_of(kind),
        order=10 + place,
        page=page_of(kind),
        shortest=1,
    )
    for place, (slug, kind) in enumerate(registry.kinds().items())
    if slug in registry.findables()
)
