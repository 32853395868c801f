"""How much WeCom takes at once."""

from collections.abc import Mapping

from changlai.channels.enums import ContentKind

_MB = 1024 * 1024

# 10,000 calls a minute for one corp and API (document path 90454); we stay at 80 %.
CALLS_PER_MINUTE = 8_000

TEXT_BYTES = 2_048  # kf/send_msg, document path 94677
FILE_BYTES: Mapping[ContentKind, int] = {  # 上传临时素材, document path 90253
    ContentKind.IMAGE: 2 * _MB,
    ContentKind.VOICE: 2 * _MB,
    ContentKind.VIDEO: 10 * _MB,
    ContentKind.FILE: 20 * _MB,
}
CARD_TITLE_BYTES, CARD_TEXT_BYTES, BUTTON_LETTERS = 128, 512, 4  # message/send textcard, document path 90236
SMALLEST_FILE = 6  # bytes: "larger than 5"
MEDIA_TYPES: Mapping[ContentKind, frozenset[str]] = {
    ContentKind.IMAGE: frozenset({"image/jpeg", "image/png"}),
    ContentKind.VOICE: frozenset({"audio/amr"}),
    ContentKind.VIDEO: frozenset({"video/mp4"}),
}
LINK_TITLE_BYTES, LINK_TEXT_BYTES = 128, 512
MENU_ID_BYTES, MENU_LINE_BYTES, MENU_LINES = 64, 128, 10  # msgmenu, document path 94677
MESSAGE_ID_LENGTH = 32

# Lengths of the welcome texts in bytes of UTF-8 (document paths 92137 and 94677).
WELCOME_BYTES = 4_000
DESK_WELCOME_BYTES = TEXT_BYTES


def cut(text: str, longest: int) -> str:
    """The beginning of a text that fits into so many bytes of UTF-8."""
    return text.encode(errors="replace")[:longest].decode(errors="ignore")
