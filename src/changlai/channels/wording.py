"""Slugs of the channel room in words a person understands: figures, reasons, streams, meanings of deliveries."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.channels.contracts import WATCH
from changlai.channels.enums import Figure, InboundKind, SaidKind

FIGURES: Mapping[str, Promise] = {
    Figure.RECEIVED: gettext_lazy("Received"),
    Figure.STORED: gettext_lazy("Stored"),
    Figure.REPEATED: gettext_lazy("Repeated"),
    Figure.SKIPPED: gettext_lazy("Skipped"),
    Figure.FAILED: gettext_lazy("Failed"),
    Figure.BELLS: gettext_lazy("Bells"),
    Figure.REFUSED: gettext_lazy("Refused"),
    Figure.FAILED_CALLS: gettext_lazy("Failed calls"),
}

EXPLAINED: Mapping[str, Promise] = {
    Figure.RECEIVED: gettext_lazy("arrived here"),
    Figure.STORED: gettext_lazy("new, and taken in"),
    Figure.REPEATED: gettext_lazy("told before, without effect"),
    Figure.SKIPPED: gettext_lazy("kept, but without effect"),
    Figure.FAILED: gettext_lazy("kept, but not understood"),
    Figure.BELLS: gettext_lazy("there is something to fetch"),
    Figure.REFUSED: gettext_lazy("not genuine or not readable"),
    Figure.FAILED_CALLS: gettext_lazy("calls the platform refused"),
}

REASONS: Mapping[str, Promise] = {
    "account_removed": gettext_lazy("The account it came to is gone."),
    "archive_consent": gettext_lazy("A customer agreed to the conversation archive; nothing to do here."),
    "bad_ciphertext": gettext_lazy(
        "It could not be decrypted: the key here and on the platform differ. Copy it again."
    ),
    "bad_event": gettext_lazy("The event lacks a field or has one of the wrong kind. See the channel's format."),
    "bad_identity": gettext_lazy("The site said who its visitor is in a form we cannot read. See the channel's page."),
    "bad_method": gettext_lazy("Somebody opened the callback address in a browser or used a wrong method."),
    "bad_payload": gettext_lazy("The body could not be read."),
    "bad_signature": gettext_lazy(
        "The signature was wrong: token or secret here and there differ, or it was a forgery."
    ),
    "bad_time": gettext_lazy("The time of an event was not a date."),
    "customer_muted": gettext_lazy("A customer blocked the messages of a service desk, or allows them again."),
    "delayed": gettext_lazy("A mail of ours is delayed on its way; its mail system goes on trying."),
    "dtd": gettext_lazy("The XML carried a document type, which attackers use. The platform never sends one."),
    "duty_changed": gettext_lazy("A colleague went on or off duty at a service desk; nothing changes here."),
    "expired": gettext_lazy("The raw delivery is no longer kept."),
    "file_refused": gettext_lazy("A visitor's file was too large, or of a kind that could do harm."),
    "foreign_origin": gettext_lazy("Another website's page called the visitors' door. Only our own page may."),
    "foreign_report": gettext_lazy("A report of a mail system that is not about a mail of ours; perhaps forged."),
    "foreign_site": gettext_lazy("A website showed the widget that is not among the websites in the settings."),
    "gone": gettext_lazy("It was deleted, or its author is shut away, so nothing is told of it any more."),
    "kept_only": gettext_lazy("A kind of event that we keep, but that changes nothing here."),
    "missing_signature": gettext_lazy("There was no signature at all."),
    "no_callbacks": gettext_lazy("Somebody called an address at which this channel expects nobody."),
    "no_customer": gettext_lazy("It names no customer."),
    "no_encrypt": gettext_lazy("It was not encrypted. Switch the platform to secure mode."),
    "not_configured": gettext_lazy("The account lacks the keys it needs to check callbacks. Complete its settings."),
    "not_json": gettext_lazy("The body was not JSON."),
    "not_xml": gettext_lazy("The body was not XML."),
    "old_identity": gettext_lazy(
        "The site's word who its visitor is had ended, or would last longer than a day. See the channel's page."
    ),
    "old_timestamp": gettext_lazy("It was too old or from the future: check both clocks; it may be a replay."),
    "own_message": gettext_lazy("Our own message, told back to us."),
    "session_changed": gettext_lazy(
        "A colleague took, handed on or ended a talk in the platform's own app; nothing changes here."
    ),
    "too_deep": gettext_lazy("It was nested too deeply."),
    "too_large": gettext_lazy("It was larger than the platform ever sends."),
    "too_many": gettext_lazy("More than 100 events in one call."),
    "transfer_failed": gettext_lazy("A handover did not succeed; the customer stays where they were."),
    "truncated": gettext_lazy("The connection ended before everything had arrived."),
    "unknown_event": gettext_lazy("A kind of event that we do not know yet."),
    "unknown_origin": gettext_lazy("A message of an origin that we do not know."),
    "unreadable": gettext_lazy("Genuine, but not readable."),
    "unsafe_text": gettext_lazy("A text held NUL or half characters, which no database can keep."),
    "urgent": gettext_lazy("The platform did not take a welcome message."),
    "wrong_receiver": gettext_lazy("It was meant for another company: the company ID in the settings differs."),
    "too_many_streams": gettext_lazy("One visitor, or one network, had too many pages open at once."),
    "too_often": gettext_lazy("A visitor or a network sent more than a person does; it was slowed down."),
    "wrong_door": gettext_lazy("Somebody posted to the callback address what belongs to the visitors' door."),
}

# "pull:40014": what we were doing, and the platform's code.
_DOING: Mapping[str, Promise] = {
    "pull": gettext_lazy("Fetching news failed (platform code %(code)s)."),
    "fetch": gettext_lazy("Asking for details failed (platform code %(code)s)."),
    "media": gettext_lazy("Fetching a file failed (platform code %(code)s)."),
    "send": gettext_lazy("Sending failed (platform code %(code)s)."),
}

STREAMS: Mapping[str, Promise] = {
    "contacts": gettext_lazy("Customers"),
    "members": gettext_lazy("Colleagues"),
    "desks": gettext_lazy("Service desks"),
    "rosters": gettext_lazy("Contacts compared"),
    "inbox": gettext_lazy("Incoming mail"),
    "sent": gettext_lazy("Sent mail"),
    "tags": gettext_lazy("Tags"),
    "account": gettext_lazy("The account itself"),
    "comments": gettext_lazy("Comments to the account"),
    "mentions": gettext_lazy("Posts that name the account"),
    "comment_mentions": gettext_lazy("Comments that name the account"),
}

UNREGISTERED = gettext_lazy(
    "What others say is collected only while this account stands in the register of sources, with its purpose and how "
    "long it is kept. Enter it there, and it begins by itself."
)

MEANINGS: Mapping[str, Promise] = {
    InboundKind.MESSAGE: gettext_lazy("Message of a customer"),
    InboundKind.COLLEAGUE_MESSAGE: gettext_lazy("Message of a colleague"),
    InboundKind.ENTERED: gettext_lazy("Chat opened"),
    InboundKind.FOLLOW_ADDED: gettext_lazy("Contact added"),
    InboundKind.FOLLOW_EDITED: gettext_lazy("Contact changed"),
    InboundKind.FOLLOW_REMOVED: gettext_lazy("Contact removed"),
    InboundKind.SNAPSHOT: gettext_lazy("Details of a customer"),
    InboundKind.SEND_FAILED: gettext_lazy("A message did not arrive"),
    InboundKind.RECALLED: gettext_lazy("A message was taken back"),
    InboundKind.VIEWED: gettext_lazy("Page looked at"),
    InboundKind.SEEN: gettext_lazy("Messages read"),
    SaidKind.POST: gettext_lazy("Post for everybody"),
    SaidKind.COMMENT: gettext_lazy("Comment for everybody"),
    SaidKind.REPOST: gettext_lazy("Post passed on"),
}


def reason(slug: str) -> str:
    """A reason of the health page as a sentence; one nobody here knows stands as it is."""
    if slug in REASONS:
        return str(REASONS[slug])
    doing, _colon, code = slug.partition(":")
    return str(_DOING[doing]) % {"code": code} if doing in _DOING else slug


def stream(key: str, endpoints: Mapping[str, str]) -> str:
    """A stream in words; ``endpoints`` are names by the platform's id."""
    if key in STREAMS:
        return str(STREAMS[key])
    external_id = key.partition(":")[2]
    if key.startswith(WATCH):
        return _("Posts of %(name)s") % {"name": external_id}
    return _("Messages to %(name)s") % {"name": endpoints.get(external_id, external_id or key)}
