"""Finding records by words, for programs."""

from typing import Any

from ninja import Schema

from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed, cursor_of, place_of
from changlai.records import queries
from changlai.records.api.routing import router
from changlai.records.pieces import phone_digits
from changlai.records.queries import Hit
from changlai.ui.numbers import phone

PER_KIND = 6
TEXT_LENGTH = 100


class FoundOut(Schema):
    """A record that was found. ``field`` says by which of its words, ``text`` is that word: a masked number as its
    mask, anything else that is masked empty. ``is_exact``: the word is all that was looked for.
    """

    kind: str
    id: int
    title: str
    detail: str
    field: str
    label: str
    text: str
    is_exact: bool


class FoundPage(Schema):
    """Records, the best first; ``next`` is the cursor of the following page, null on the last."""

    items: list[FoundOut]
    next: str | None


@router.get("/search", response=FoundPage, summary="Find records by words", tags=["search"])
@allowed(ANY_MEMBER)
def search(request: ApiRequest, q: str, kind: str = "", cursor: str = "") -> dict[str, Any]:
    """Names and how they are said, four and more digits of a number, companies, remarks, notes, order numbers: from two
    characters on, or one Chinese one that begins a name. All words of ``q`` have to be there.

    Every kind the token may see, six of each; with ``kind`` (``customer`` ...) all of it, page by page.
    """
    text, after = q.replace("\x00", "")[:TEXT_LENGTH], place_of(cursor, int, int, int)
    kinds = [one for one in queries.searchable(request.member) if kind in ("", one.slug)]
    if not kind:
        pages = [queries.find(request.member, one, text, limit=PER_KIND) for one in kinds]
        return {"items": [_told(hit) for page in pages for hit in page.hits], "next": None}
    if not kinds:
        return {"items": [], "next": None}
    found = queries.find(request.member, kinds[0], text, after=after)
    return {"items": [_told(hit) for hit in found.hits], "next": cursor_of(*found.next) if found.next else None}


def _told(hit: Hit) -> dict[str, Any]:
    word = hit.match.word
    shown = word.text if hit.match.is_shown else phone(word.text) if phone_digits(word.text) else ""
    return {
        "kind": hit.kind.slug,
        "id": hit.record_id,
        "title": hit.face.title,
        "detail": hit.face.detail,
        "field": word.field,
        "label": hit.label,
        "text": shown,
        "is_exact": hit.match.rank == 0,
    }
