"""What is typed and not sent."""

from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.inbox.enums import DraftKind
from changlai.inbox.models import Conversation, Draft


@transaction.atomic
def keep_draft(*, conversation: Conversation, member: Member, kind: DraftKind, text: str, now: datetime) -> None:
    """Keep the member's draft as it is now; an empty one is dropped."""
    if not text.strip():
        drop_draft(conversation=conversation, member=member, kind=kind)
        return
    Draft.objects.bulk_create(
        [
            Draft(
                organisation_id=conversation.organisation_id,
                conversation=conversation,
                member=member,
                kind=kind,
                text=text,
                saved_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["organisation_id", "conversation", "member", "kind"],
        update_fields=["text", "saved_at"],
    )


def drop_draft(*, conversation: Conversation, member: Member, kind: DraftKind) -> None:
    """It was sent, or taken back."""
    Draft.objects.filter(conversation=conversation, member=member, kind=kind).delete()
