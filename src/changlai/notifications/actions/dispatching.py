"""What became of notices on their way out."""

from collections.abc import Iterable
from datetime import datetime

from changlai.channels import actions as channels
from changlai.channels.contracts.member_messages import MemberNote
from changlai.notifications.enums import DispatchState
from changlai.notifications.models import Dispatch

REASON = 300


def settle(ids: Iterable[int], state: DispatchState, *, now: datetime, reason: str = "") -> None:
    """Write down what became of these; what has an end already keeps it."""
    waiting = Dispatch.objects.filter(pk__in=list(ids), state=DispatchState.WAITING)
    waiting.update(state=state, reason=reason[:REASON], done_at=now)


def hand_to_channel(*, ids: list[int], recipient: tuple[int, str], note: MemberNote, now: datetime) -> None:
    """Give notices to the channel that knows the member; it tells them within moments, or says that it cannot."""
    account_id, external_id = recipient
    channels.tell_member(account_id=account_id, recipient=external_id, note=note, reference=reference_of(ids))
    settle(ids, DispatchState.SENT, now=now)


def fail_handed(reference: str, reason: str, *, now: datetime) -> None:
    """The channel gave up what it was handed."""
    ids = [int(part) for part in reference.removeprefix("notices:").split(",")]
    Dispatch.objects.filter(pk__in=ids).update(state=DispatchState.FAILED, reason=reason[:REASON], done_at=now)


def reference_of(ids: Iterable[int]) -> str:
    return "notices:" + ",".join(str(one) for one in ids)
