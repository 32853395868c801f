"""Looking for words in messages: in one conversation, and in all a member may see."""

from dataclasses import dataclass
from itertools import islice

from changlai.accounts.models import Member
from changlai.inbox.enums import Author
from changlai.inbox.grams import SHORTEST, grams, holds, words
from changlai.inbox.models import Conversation, Message
from changlai.inbox.queries.conversations import visible_to
from changlai.kernel import db, tenancy

FOUND = 30  # hits of one page
CANDIDATES = 300  # messages looked at in one go
ROUNDS = 5  # goes for one page: after them the next page goes on where this one ended
IN_THREAD = 200  # hits in one conversation
LAST = 2**63 - 1
_FIND = "select * from inbox_text_find(%s, %b::int4[], %s, %s)"


@dataclass(frozen=True, slots=True)
class Hits:
    """Messages that hold what was looked for, the latest first; ``before`` is where the next page goes on, 0 at the
    end.
    """

    messages: list[Message]
    before: int


def is_long_enough(text: str) -> bool:
    """Whether there is something to look for: a word of two characters."""
    return any(len(word) >= SHORTEST for word in words(text))


def look_for(member: Member, text: str, *, before: int = 0) -> Hits:
    """Messages and notes within sight that hold every word, the latest first; at most twice ROUNDS statements."""
    if not is_long_enough(text):
        return Hits([], 0)
    org, wanted = tenancy.organisation_id(), words(text)
    pieces, place = grams(org, text), before or LAST
    found: list[Message] = []
    for _ in range(ROUNDS):
        ids = [row[0] for row in db.rows(_FIND, (org, pieces, place, CANDIDATES))]
        rows = Message.objects.filter(id__in=ids, conversation__in=visible_to(member))
        for message in rows.select_related("member", "conversation__customer", "conversation__account").order_by("-id"):
            if holds(message.text, wanted):
                found.append(message)
            if len(found) == FOUND:
                return Hits(found, message.pk)
        if len(ids) < CANDIDATES:
            return Hits(found, 0)
        place = ids[-1]
    return Hits(found, place)


def search_thread(conversation: Conversation, text: str) -> list[int]:
    """Ids of the messages of one conversation that hold every word, the latest first."""
    wanted = words(text)
    if not is_long_enough(text):
        return []
    rows = Message.objects.filter(conversation=conversation, is_recalled=False).exclude(author=Author.SYSTEM)
    latest = rows.order_by("-occurred_at", "-id").values_list("id", "text")
    holding = (message_id for message_id, said in latest.iterator(chunk_size=500) if holds(said, wanted))
    return list(islice(holding, IN_THREAD))
