"""Events of members' WeCom contacts: added, edited, removed (document paths 92130, 92277)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from changlai.channels.adapters.wecom.context import Context
from changlai.channels.adapters.wecom.identities import claims
from changlai.channels.adapters.wecom.values import EPOCH, NAME_LENGTH, identifier, text
from changlai.channels.adapters.wecom.webhook import occurred_at, read_message
from changlai.channels.contracts import Follow, Inbound, Skipped
from changlai.channels.enums import InboundKind
from changlai.channels.errors import BadPayload

Fields = Mapping[str, Any]


def read(payload: bytes, context: bytes, settings: Mapping[str, Any]) -> Sequence[Inbound] | Skipped:
    """One change of the relation between a member and a customer."""
    try:
        fields = read_message(payload)
    except BadPayload:
        return Skipped("unreadable")
    change = text(fields, "ChangeType")
    if reason := _WITHOUT_EFFECT.get(change):
        return Skipped(reason)
    if change not in _KINDS:
        return Skipped("unknown_event")
    customer, member = identifier(fields, "ExternalUserID"), identifier(fields, "UserID")
    if not customer or not member:
        return Skipped("no_customer")
    at = occurred_at(fields) or Context.read(context).asked_at or EPOCH
    return (
        Inbound(
            kind=_KINDS[change],
            identities=claims(settings, customer),
            occurred_at=at,
            follow=_FOLLOWS[change](member, at, fields),
            welcome_code=text(fields, "WelcomeCode"),
        ),
    )


_KINDS = {
    "add_external_contact": InboundKind.FOLLOW_ADDED,
    "add_half_external_contact": InboundKind.FOLLOW_ADDED,
    "edit_external_contact": InboundKind.FOLLOW_EDITED,
    "del_external_contact": InboundKind.FOLLOW_REMOVED,
    "del_follow_user": InboundKind.FOLLOW_REMOVED,
}

_WITHOUT_EFFECT = {
    "transfer_fail": "transfer_failed",  # the customer stays with whom they were
    "msg_audit_approved": "archive_consent",
}


def _added(member: str, at: datetime, fields: Fields) -> Follow:
    return Follow(member, added_at=at, state=text(fields, "State", NAME_LENGTH))


def _half_added(member: str, at: datetime, fields: Fields) -> Follow:
    return Follow(member, added_at=at, state=text(fields, "State", NAME_LENGTH), one_sided=True)


def _edited(member: str, _at: datetime, fields: Fields) -> Follow:
    return Follow(member, state=text(fields, "State", NAME_LENGTH))


def _removed_by_member(member: str, at: datetime, fields: Fields) -> Follow:
    transferred = text(fields, "Source") == "DELETE_BY_TRANSFER"
    return Follow(member, removed="by_transfer" if transferred else "by_member", removed_at=at)


def _removed_by_customer(member: str, at: datetime, _fields: Fields) -> Follow:
    return Follow(member, removed="by_customer", removed_at=at)


_FOLLOWS: Mapping[str, Callable[[str, datetime, Fields], Follow]] = {
    "add_external_contact": _added,
    "add_half_external_contact": _half_added,
    "edit_external_contact": _edited,
    "del_external_contact": _removed_by_member,
    "del_follow_user": _removed_by_customer,
}
