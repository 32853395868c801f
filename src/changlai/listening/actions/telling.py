"""Taking in what somebody hands over: by the API, a file or a feed. What is accepted is heard, whatever dies."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels.contracts import Said
from changlai.kernel import audit, tenancy
from changlai.kernel.events import publish
from changlai.listening.cleaning import clean
from changlai.listening.errors import SourceOff
from changlai.listening.events import MentionTold
from changlai.listening.models import MentionSource

MOST_TOLD = 500  # mentions of one call


def tell(said: Sequence[Said], *, source: MentionSource, now: datetime) -> int:
    """Hand over what was said; how many of them name what they are and where. Raises SourceOff."""
    if not source.is_on:
        raise SourceOff
    org = tenancy.organisation_id()
    sound = [one for one in (clean(told, now) for told in said) if one is not None]
    publish(*(MentionTold(organisation_id=org, key=org, source_id=source.pk, said=one) for one in sound))
    return len(sound)


@transaction.atomic
def tell_file(said: Sequence[Said], *, source: MentionSource, by: Member, now: datetime) -> int:
    """Hand over what a file says; how many. Raises SourceOff."""
    count = tell(said, source=source, now=now)
    audit.record("listening.file_read", actor=by, obj=source, changes={"mentions": count})
    return count
