"""Keeping messages findable, set-wise."""

from collections.abc import Iterable

from changlai.inbox.enums import Author
from changlai.inbox.grams import grams
from changlai.inbox.models import Message
from changlai.kernel import db

_KEEP = "select inbox_text_keep(%b::bigint[], %b::bigint[], %b::text[])"
_DROP = "select inbox_text_drop(%b::bigint[], %b::bigint[])"
SAID = (Author.CUSTOMER, Author.MEMBER, Author.COLLEAGUE, Author.NOTE)


def index(message_ids: Iterable[int]) -> None:
    """Make these messages findable as they are now; what says nothing any more is found no more. Three statements."""
    rows = Message.objects.filter(id__in=set(message_ids)).order_by("id")
    found = list(rows.values_list("organisation_id", "id", "text", "author", "is_recalled"))
    kept, dropped = [], []
    for org, message_id, text, author, is_recalled in found:
        pieces = grams(org, text) if author in SAID and not is_recalled else []
        if pieces:
            kept.append((org, message_id, "{" + ",".join(map(str, pieces)) + "}"))
        else:
            dropped.append((org, message_id))
    if kept:
        db.rows(_KEEP, tuple([row[at] for row in kept] for at in range(3)))
    if dropped:
        db.rows(_DROP, tuple([row[at] for row in dropped] for at in range(2)))
