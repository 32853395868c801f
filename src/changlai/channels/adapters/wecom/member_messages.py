"""应用消息: the app tells a colleague something in the WeCom client (document path 90236)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.limits import (
    BUTTON_LETTERS,
    CARD_TEXT_BYTES,
    CARD_TITLE_BYTES,
    TEXT_BYTES,
    cut,
)
from changlai.channels.adapters.wecom.values import load_object
from changlai.channels.contracts import Desk
from changlai.channels.contracts.member_messages import MemberNote
from changlai.channels.errors import CallFailed

REPEAT_SECONDS = 1_800  # the same message within it is told once: a job that ran twice says nothing twice


class WecomMemberMessages:
    """A card that leads to the record; without an address a plain text."""

    label = _("WeCom app message")

    def tell(self, desk: Desk, recipient: str, note: MemberNote) -> None:
        """See MemberMessages. A colleague outside the app's visible range is refused for good."""
        body = {
            "touser": recipient,
            "agentid": int(desk.settings["agentid"]),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": REPEAT_SECONDS,
            **(_card(note) if note.url else _text(note)),
        }
        answer = load_object(Client(desk).post("message/send", body))
        if answer.get("invaliduser"):  # errcode is 0 also when nobody was reached
            raise CallFailed("invaliduser", say.NOBODY, permanent=True)


def _card(note: MemberNote) -> dict[str, Any]:
    card = {
        "title": cut(note.title, CARD_TITLE_BYTES),
        "description": cut(note.text or note.title, CARD_TEXT_BYTES),
        "url": note.url,
        "btntxt": note.button[:BUTTON_LETTERS],
    }
    return {"msgtype": "textcard", "textcard": card}


def _text(note: MemberNote) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": cut("\n".join(filter(None, (note.title, note.text))), TEXT_BYTES)}}
