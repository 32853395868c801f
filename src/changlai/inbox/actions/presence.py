"""Who has a conversation before their eyes, and who is answering it: said by open screens, forgotten in a minute."""

from datetime import datetime, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels import outbound
from changlai.inbox.enums import Presence
from changlai.inbox.models import Conversation
from changlai.kernel import db
from changlai.kernel.sse import room, tell

FORGOTTEN = timedelta(hours=1)  # rows of screens that went without a word
_HERE = """
    insert into inbox_watcher as w (organisation_id, conversation_id, member_id, seen_at, typing_at)
    values (%(org)s, %(conversation)s, %(member)s, %(now)s, %(typing_at)s)
    on conflict (organisation_id, conversation_id, member_id) do update
      set seen_at = excluded.seen_at, typing_at = excluded.typing_at"""
_GONE = """
    delete from inbox_watcher where organisation_id = %(org)s and member_id = %(member)s
      and (seen_at < %(forgotten)s or (%(left)s and conversation_id = %(conversation)s))"""


@transaction.atomic
def be_present(*, conversation: Conversation, member: Member, presence: Presence, now: datetime) -> None:
    """Note what a screen says of its member, and tell the others who have the conversation open. Two statements."""
    facts = {
        "org": conversation.organisation_id,
        "conversation": conversation.pk,
        "member": member.pk,
        "now": now,
        "typing_at": now if presence == Presence.TYPING else None,
        "left": presence == Presence.LEFT,
        "forgotten": now - FORGOTTEN,
    }
    db.run(_GONE if presence == Presence.LEFT else _HERE, facts)
    name = room(conversation.organisation_id, "conversation", conversation.pk)
    if presence == Presence.TYPING:
        outbound.tell_typing(account=conversation.account, address=conversation.address)
    tell(name, "presence", conversation=conversation.pk, member=member.pk, state=str(presence))
