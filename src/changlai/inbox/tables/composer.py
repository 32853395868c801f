"""The composer: may the member write here, what is left of the reply window, and what the channel takes."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.channels.enums import ContentKind
from changlai.compliance import queries as gate
from changlai.compliance.contracts import Decision, WindowState
from changlai.inbox import actions
from changlai.inbox.models import Conversation

HOUR, MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the composer: drafts, or what was just refused and why."""

    text: str = ""
    note: str = ""
    is_note: bool = False
    refusal: str = ""
    still_allowed: str = ""
    seen_id: int = 0  # a colleague's answer that came first, shown now
    is_warning: bool = False  # it may be sent, when its writer means it
    cc: str | None = None  # who else is to get a letter; None: who got the one it answers


@dataclass(frozen=True, slots=True)
class Composer:
    """What the composer of one conversation shows. ``decision`` is the gate's answer for a text, now."""

    product: Product
    window: WindowState
    ends_at: datetime  # of the window, as far as it has one
    how: Any  # what the customer did to open it, where that was no message
    decision: Decision
    may_reply: bool
    may_note: bool
    text: str = ""  # what was typed and not let out, or the draft
    note: str = ""  # the same for a private note
    is_note: bool = False  # a note is being written, not an answer
    refusal: str = ""  # why it was not let out
    still_allowed: str = ""
    seen_id: int = 0
    is_warning: bool = False
    cc: str = ""  # of a letter: who else gets it

    @property
    def is_open(self) -> bool:
        return self.may_reply and self.decision.allowed

    @property
    def takes_images(self) -> bool:
        return ContentKind.IMAGE in self.product.sends

    @property
    def takes_files(self) -> bool:
        return ContentKind.FILE in self.product.sends

    @property
    def time_left(self) -> str:
        """``47 h 48 min``: what is left of the window."""
        hours, seconds = divmod(self.window.seconds_left, HOUR)
        facts = {"hours": hours, "minutes": seconds // MINUTE}
        return (_("%(hours)d h %(minutes)d min") if hours else _("%(minutes)d min")) % facts

    @property
    def left_texts(self) -> str:
        """How the rest of the window is said, as JSON for islands/thread.js, which keeps it true."""
        return json.dumps([_("%(hours)d h %(minutes)d min"), _("%(minutes)d min")], ensure_ascii=False)

    @property
    def limits(self) -> str:
        """The channel's limits in bytes by kind of message, as JSON for the script that warns before sending.

        ``halves`` is that of a text where it is counted in half characters, else 0.
        """
        kinds = {str(kind): size for kind, size in self.product.file_bytes.items() if kind in self.product.sends}
        return json.dumps({"text": self.product.text_bytes, "halves": self.product.text_halves, **kinds})

    @property
    def most_characters(self) -> int:
        """The longest text, where the channel counts characters; 0: it does not, or there is no limit."""
        return self.product.text_halves // 2

    @property
    def texts(self) -> str:
        """The sentences of islands/composer.js, as JSON."""
        sentences = {
            "tooLong": _("%(size)s of %(limit)s characters: make it shorter")
            if self.most_characters
            else _("%(size)s of %(limit)s bytes: shorten it or send it in two"),
            "room": _("%(size)s of %(limit)s characters") if self.most_characters else _("%(size)s of %(limit)s bytes"),
            "tooLarge": _(
                "“%(name)s” has %(size)s MB; %(channel)s takes %(limit)s MB. Make it smaller or send a link."
            ),
            "drop": _("Drop files here to send them"),
            "sending": pgettext("message", "Sending"),
            "lost": _("Not sent: the server cannot be reached. What you wrote is still here."),
            "remove": pgettext("file", "Remove"),
            "saved": _("Draft saved"),
            "send": _("Send"),
            "keep": _("Keep the note"),
            "nothing": _("There is nothing to send yet. Write it first, then choose when it leaves."),
            "missing": _("No value for %(names)s: fill it in before you send."),
            "noScript": _("No script fits. Write other words, or press Esc."),
            "blind": _("cannot see this conversation"),
            "note": _("A note for colleagues; the customer cannot see it. @ mentions somebody."),
        }
        return json.dumps(sentences, ensure_ascii=False)


def words_decision(conversation: Conversation, text: str, now: datetime) -> Decision:
    """What the list of words has against an answer: a no, or a yes with what to think about; one statement."""
    return gate.allowed_words(actions.send_request(conversation, kind=ContentKind.TEXT, now=now, text=text))


def composer(
    conversation: Conversation,
    *,
    may_reply: bool,
    may_note: bool,
    now: datetime,
    typed: Typed,
) -> Composer:
    """What may be sent in this conversation now; a look at the organisation's freeze, and at what opens the window
    where that is not words alone, else no database.
    """
    product = channels.product_of(conversation.account)
    request = actions.send_request(conversation, kind=ContentKind.TEXT, now=now)
    window = gate.window_state(product, opened_at=request.opened_at, sent=request.window_sent, now=now)
    return Composer(
        product=product,
        window=window,
        ends_at=now + timedelta(seconds=window.seconds_left),
        how=request.how,
        decision=gate.may_contact(request),
        may_reply=may_reply,
        may_note=may_note,
        text=typed.text,
        note=typed.note,
        is_note=typed.is_note or not may_reply,
        refusal=typed.refusal,
        still_allowed=typed.still_allowed,
        seen_id=typed.seen_id,
        is_warning=typed.is_warning,
        cc=typed.cc if typed.cc is not None else conversation.address.get("cc", ""),
    )
