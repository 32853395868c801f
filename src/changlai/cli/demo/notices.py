"""Who is who on the platform, and something to be told of: a colleague hands over the first conversation."""

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Colleague
from changlai.cli.demo import stage
from changlai.inbox import actions as inbox
from changlai.inbox.enums import ConversationState
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope

WAIT_SECONDS = 10.0


def play(organisation_id: int, account_id: int, *, to: Member) -> None:
    """Members are linked with the colleagues of the same name, so that the platform's client tells them too."""
    stage.wait_for(lambda: bool(_colleagues(organisation_id, account_id)), seconds=WAIT_SECONDS)
    with scope(organisation_id):
        for external_id, name in _colleagues(organisation_id, account_id):
            member = Member.objects.filter(name=name).order_by("id").first()
            if member is not None:
                channels.link_colleague(account_id=account_id, external_id=external_id, member_id=member.pk)
        by = Member.objects.select_related("role").exclude(pk=to.pk).filter(role__slug="agent").order_by("-id").first()
        waiting = Conversation.objects.filter(state=ConversationState.OPEN).order_by("id").first()
        if by is not None and waiting is not None:
            inbox.assign(conversation=waiting, to=to, by=by, now=timezone.now())


def _colleagues(organisation_id: int, account_id: int) -> list[tuple[str, str]]:
    with scope(organisation_id):
        return list(Colleague.objects.filter(account_id=account_id).values_list("external_id", "name"))
