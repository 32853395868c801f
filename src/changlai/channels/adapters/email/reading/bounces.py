"""Mails that say that a mail of ours did not arrive (RFC 3464), and those of systems that never read it."""

import re
from email.message import Message

import msgspec

from changlai.channels.adapters.email import marks
from changlai.channels.adapters.email.reading import headers
from changlai.channels.adapters.email.reading.charsets import clean
from changlai.channels.adapters.email.reading.origins import is_from_daemon
from changlai.channels.adapters.email.reading.structure import inner_of, leaves, raw_field, type_of

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FAILURE_WORDS = re.compile(
    r"undeliver|delivery (has )?failed|failure notice|returned mail|delivery status notification \(failure\)|退信|"
    r"投递失败|无法投递|未送达|发送失败",
    re.IGNORECASE,
)
# RFC 3463: bad mailbox, bad system, moved, no mail taken, mailbox switched off; and how Postfix and Exchange say that
# there is no such domain. Not 5.2.2 (full), nor 5.7 (policy: it is about us, or about this mail).
_NOBODY = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1|4\.(4|310))\b")
_NOBODY_WORDS = re.compile(
    r"user (is )?unknown|unknown user|no such (user|recipient|mailbox)|"
    r"(user|mailbox|recipient|address) (was )?not found|"
    r"does not exist|doesn't exist|invalid (recipient|user|mailbox)|(user|account) (is )?(suspended|disabled)|"
    r"mailbox unavailable|user not local|用户不存在|邮箱不存在|收件人不存在|地址不存在|账号不存在",
    re.IGNORECASE,
)
_LONGEST_REASON = 300  # characters


class Bounce(msgspec.Struct, frozen=True):
    """``key`` is of our message, ``address`` whom it did not reach; ``is_final``: nobody tries again.

    ``is_nobody``: there is nobody at this address, so no other mail will arrive either.
    """

    key: str
    address: str
    reason: str  # in the words of the other mail system
    is_final: bool
    is_nobody: bool = False


def bounce_of(message: "Message[str, str]", raw: bytes, account_id: object) -> Bounce | None:
    """The bounce a mail is; None when it is none, or when what it is about was never ours (forged, backscatter)."""
    report = type_of(message) == "multipart/report"
    if not report and not is_from_daemon(message):
        return None
    key = marks.key_in(raw, account_id)
    if not key:
        return None
    fields = _recipient(message)
    if fields:
        action = _value(fields, "Action").lower()
        reason = _reason(fields)
        return Bounce(key, _address(fields), reason, is_final=action == "failed", is_nobody=says_nobody(reason))
    if _FAILURE_WORDS.search(headers.text_of(raw_field(message, "Subject"))):
        return Bounce(key, "", headers.text_of(raw_field(message, "Subject"))[:_LONGEST_REASON], is_final=True)
    return None


def is_report(message: "Message[str, str]") -> bool:
    """Whether it tells what became of some mail, ours or not."""
    return type_of(message) == "multipart/report" or is_from_daemon(message)


def says_nobody(reason: str) -> bool:
    """Whether a mail system's words mean that there is nobody at the address, so that no other mail will arrive either.

    By the status; by the words only where there is no status (RFC 3463) at all.
    """
    return bool((_NOBODY if _STATUS.search(reason) else _NOBODY_WORDS).search(reason))


def _recipient(message: "Message[str, str]") -> "Message[str, str] | None":
    """What is said of the recipient that failed, else of the first."""
    found = [group for group in _groups(message) if _value(group, "Final-Recipient") or _value(group, "Action")]
    return next((one for one in found if _value(one, "Action").lower() == "failed"), next(iter(found), None))


def _groups(message: "Message[str, str]") -> list["Message[str, str]"]:
    """The groups of fields of the part message/delivery-status, which the library reads as messages."""
    status = next((leaf.message for leaf in leaves(message) if leaf.media_type == "message/delivery-status"), None)
    return inner_of(status)[:50] if status is not None else []


def _value(group: "Message[str, str]", name: str) -> str:
    return raw_field(group, name).strip()


def _address(group: "Message[str, str]") -> str:
    spelled = _value(group, "Original-Recipient") or _value(group, "Final-Recipient")
    return headers.address_of(spelled.rpartition(";")[2].strip(" <>"))


def _reason(group: "Message[str, str]") -> str:
    """``550 5.1.1 User unknown``: the diagnosis, else the status."""
    spelled = _value(group, "Diagnostic-Code").partition(";")[2] or _value(group, "Diagnostic-Code")
    status = _STATUS.search(_value(group, "Status"))
    said = " ".join(clean(headers.text_of(spelled)).split())
    if status and status[1] not in said:
        said = f"{status[1]} {said}".strip()
    return said[:_LONGEST_REASON]
