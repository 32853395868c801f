"""Whether a person wrote a mail, and whether the sender's own domain stands by it."""

import re
from email.message import Message

from changlai.channels.adapters.email.reading import headers
from changlai.channels.adapters.email.reading.structure import raw_field, type_of

_AWAY = re.compile(
    r"\s*(auto(matic|mated)?[ -]?(reply|response)|out of (the )?office|autoreply|自动回复|自动答复|外出自动|休假自动|"
    r"abwesenheitsnotiz|réponse automatique|respuesta automática)",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?([+-].*)?)@", re.IGNORECASE)
_VERDICT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)")
_REPLY_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Auto-Response")
_LIST_FIELDS = ("List-Id", "List-Post", "Mailing-List")
_BULK_FIELDS = ("List-Unsubscribe", "Feedback-ID", "X-Campaign-Id", "X-CSA-Complaints")


def machine_of(message: "Message[str, str]") -> str:
    """Why it comes from a machine: ``reply`` (an auto-reply), ``list``, ``bulk``, ``notice``; "" when a person wrote.

    RFC 3834 (Auto-Submitted), RFC 2919 and 2369 (List-*), and the habit called Precedence.
    """
    submitted = raw_field(message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = raw_field(message, "Precedence").strip().lower()
    is_reply = submitted.startswith("auto-replied") or precedence == "auto_reply" or _has(message, _REPLY_FIELDS)
    if is_reply or _AWAY.match(headers.text_of(raw_field(message, "Subject"))):
        return "reply"
    if _has(message, _LIST_FIELDS) or precedence == "list":
        return "list"
    if precedence in {"bulk", "junk"} or _has(message, _BULK_FIELDS):
        return "bulk"
    is_notice = submitted not in {"", "no"} or is_from_daemon(message) or type_of(message) == "multipart/report"
    return "notice" if is_notice else ""


def is_from_daemon(message: "Message[str, str]") -> bool:
    """Whether a mail system writes, not a person: the empty return path is theirs alone (RFC 3464 section 2)."""
    sender = headers.mailboxes(raw_field(message, "From"))
    is_daemon = bool(sender and _DAEMON.match(sender[0].address))
    return is_daemon or raw_field(message, "Return-Path").strip() == "<>"


def _has(message: "Message[str, str]", fields: tuple[str, ...]) -> bool:
    return any(raw_field(message, name).strip() for name in fields)


def is_forged(message: "Message[str, str]") -> bool:
    """Whether our own mail server found that the sender's domain disowns it (RFC 8601).

    Servers put their findings on top of all that came before: only the uppermost are theirs.
    """
    found = next((str(value) for key, value in message.raw_items() if key.lower() == "authentication-results"), "")
    verdicts: dict[str, str] = dict(_VERDICT.findall(found[:4000].lower()))
    if "dmarc" in verdicts:
        return verdicts["dmarc"] == "fail"
    return verdicts.get("spf") == "fail" and verdicts.get("dkim") != "pass"
