"""The gate every message passes: may this be sent to this person, now, through this channel?"""

from changlai.compliance.queries.contact import (
    allowed_words,
    digest,
    digests,
    is_answer,
    normal_address,
    normal_text,
    quiet_until,
)
from changlai.compliance.queries.decisions import YES
from changlai.compliance.queries.gate import may_contact, window_state
from changlai.compliance.queries.lists import (
    GONE,
    MOST_WORDS,
    OPEN,
    PAGE,
    can_retry,
    caps,
    consents,
    open_request,
    quiet_hours,
    request_for,
    requests,
    standing,
    suppressions,
    why_failed,
    words,
)
from changlai.compliance.queries.person import about_person

__all__ = [
    "GONE",
    "MOST_WORDS",
    "OPEN",
    "PAGE",
    "YES",
    "about_person",
    "allowed_words",
    "can_retry",
    "caps",
    "consents",
    "digest",
    "digests",
    "is_answer",
    "may_contact",
    "normal_address",
    "normal_text",
    "open_request",
    "quiet_hours",
    "quiet_until",
    "request_for",
    "requests",
    "standing",
    "suppressions",
    "why_failed",
    "window_state",
    "words",
]
