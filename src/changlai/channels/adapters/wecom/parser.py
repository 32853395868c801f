"""What a stored delivery of WeCom means, in the house's words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from changlai.channels.adapters.wecom import contact_events, desk_messages, snapshots
from changlai.channels.contracts import Inbound, Skipped

# (payload, context, settings) -> meaning
Reader = Callable[[bytes, bytes, Mapping[str, Any]], Sequence[Inbound] | Skipped]

_READERS: Mapping[str, Reader] = {
    "snapshot": snapshots.read_whole,
    "snapshot.batch": snapshots.read_row,
}

# Told and kept, but not about one customer of ours: nothing follows from them here.
_KEPT_ONLY = (
    "batch_job_result",
    "change_contact",
    "change_external_chat",
    "change_external_tag",
    "customer_acquisition",
    "enter_agent",
    "kf_account_auth_change",
    "kf_msg_or_event",
    "message",
    "msgaudit_notify",
    "subscribe",
    "suite_ticket",
    "create_auth",
    "change_auth",
    "cancel_auth",
    "reset_permanent_code",
    "template_card_event",
    "unsubscribe",
    "upload_media_job_finish",
)


class WecomParser:
    """Deliveries of the callback address and of the pulled streams."""

    def parse(
        self, kind: str, payload: bytes, context: bytes, settings: Mapping[str, Any]
    ) -> Sequence[Inbound] | Skipped:
        """Pure; never raises, whatever the payload holds."""
        reader = _READERS.get(kind)
        if reader:
            return reader(payload, context, settings)
        family = kind.partition(".")[0]
        if family == "kf":
            return desk_messages.read(payload, context, settings)
        if family == "change_external_contact":
            return contact_events.read(payload, context, settings)
        if family in _KEPT_ONLY:
            return Skipped("kept_only")
        return Skipped("unreadable" if kind == "unreadable" else "unknown_event")
