"""Who is mentioned where, and what was typed and not sent."""

from collections.abc import Collection, Iterable

from django.http import Http404

from changlai.accounts.models import Member
from changlai.inbox.enums import Author, DraftKind
from changlai.inbox.models import Conversation, Draft, Mention, Message
from changlai.inbox.queries.conversations import COUNT_BOUND, visible_to
from changlai.kernel import db, tenancy

_MENTIONED = """
    select m, (select count(*) from (
      select distinct t.conversation_id from inbox_mention t
      where t.organisation_id = %s and t.member_id = m and t.read_at is null limit %s) x)
    from unnest(%b::bigint[]) m"""


def unread_mentions(member_ids: Collection[int]) -> dict[int, int]:
    """In how many conversations each of these has an unread mention, up to COUNT_BOUND; one statement."""
    rows = db.rows(_MENTIONED, (tenancy.organisation_id(), COUNT_BOUND, list(member_ids)))
    return {row[0]: int(row[1]) for row in rows}


def mentioned_in(member_ids: Iterable[int], conversation_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Which of these members (first) are mentioned in which of these conversations (second); one statement."""
    rows = Mention.objects.filter(member_id__in=set(member_ids), conversation_id__in=set(conversation_ids))
    return frozenset(rows.values_list("member_id", "conversation_id"))


def drafts(member: Member, conversation: Conversation) -> dict[DraftKind, str]:
    """What the member has typed here and not sent, by what it is going to be."""
    rows = Draft.objects.filter(conversation=conversation, member_id=member.pk)
    return {DraftKind(kind): text for kind, text in rows.values_list("kind", "text")}


def note_of(member: Member, message_id: int) -> Message:
    """A note the member has written, in a conversation within sight; 404 otherwise, and for one that was deleted."""
    rows = Message.objects.filter(id=message_id, author=Author.NOTE, member_id=member.pk, is_recalled=False)
    note = rows.filter(conversation__in=visible_to(member)).select_related("conversation", "member").first()
    if note is None:
        raise Http404
    return note
