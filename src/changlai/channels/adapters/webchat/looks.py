"""How the widget of an account looks and speaks: its settings, and our own words where they say nothing."""

from collections.abc import Mapping
from typing import Any

TEXTS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "在线客服",
        "intro": "一般几分钟内回复",
        "greeting": "您好，有什么可以帮您？",
        "away": "现在不在服务时间，请留下问题和联系方式，我们上班后第一时间回复您。",
    },
    "en": {
        "title": "Chat with us",
        "intro": "We usually answer within minutes",
        "greeting": "Hello! How can we help?",
        "away": "Nobody is here right now. Leave your question and how to reach you, and we answer once we are back.",
    },
}
COLOR = "#0f8a5f"
PAGE_FIELDS = ("color", "position", "bottom", "language", "title", "intro", "greeting", "away", "privacy_url", "label")
FLAGS = ("asks_contact", "allows_files", "has_sound", "tracks_pages", "respects_dnt")


def look(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What the page in the frame needs before anybody has come in. Nothing in it is secret."""
    told: dict[str, Any] = {name: settings.get(name) or "" for name in PAGE_FIELDS}
    told |= {name: bool(settings.get(name, True)) for name in FLAGS}
    return told | {"color": told["color"] or COLOR, "texts": TEXTS}
