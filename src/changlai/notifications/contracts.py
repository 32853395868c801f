"""What other modules say to have a member told of something, and to have a mail sent.

A module declares the kinds of its notices in ``<module>/notices.py``:

    KINDS = (NoticeKind(slug="inbox.mentioned", label=_("somebody mentions me"), title=_("%(by)s mentioned you")),)

and tells a member of one inside its transaction:

    notifications.actions.notify([Notice(kind="inbox.mentioned", member_id=7, ...)])

Modules below or beside this one publish ``accounts.events.NoticeRaised`` instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from changlai.accounts.contracts import NoticeKind

__all__ = ["Letter", "Notice", "NoticeKind"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something one member should know.

    ``subject`` names the thing it is about as a person knows it (a customer's name); ``url`` is its address in the
    product, from the slash on; ``values`` fill the placeholders of the kind's sentences. ``once`` is told at most once
    per member: make it of what happened (``f"mention:{note_id}"``), not of the time.
    """

    kind: str
    member_id: int
    subject: str
    url: str
    once: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to anybody.

    ``paragraphs`` are plain sentences in the reader's ``language``; ``button`` and ``url`` (a whole address) lead
    somewhere. ``once`` is sent at most once per organisation. The text lies sealed until it is sent, and is forgotten
    afterwards: it may carry a secret link.
    """

    to: str
    language: str
    subject: str
    paragraphs: tuple[str, ...]
    once: str
    button: str = ""
    url: str = ""
    name: str = ""
