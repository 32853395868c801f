"""How a letter looked, made harmless: its page cleaned of all that acts, its pictures inside, nothing fetched unasked.

The page is shown as a document of its own in a sandbox (views/letters.py), so that even what a cleaner overlooks could
neither run nor call out.
"""

from base64 import b64encode
from collections.abc import Callable

import msgspec
import nh3

from changlai.channels.contracts import Attachment, Content
from changlai.channels.enums import Role
from changlai.inbox.models import Message
from changlai.kernel import files
from changlai.kernel.models import StoredFile

PAGE_BYTES = 2 * 1024 * 1024  # of a page that is shown; a longer one is read in its original
PICTURE_BYTES = 8 * 1024 * 1024  # of all the pictures inside a page
_TAGS = (nh3.ALLOWED_TAGS | {"font", "center", "small", "big", "u", "s", "tt", "address", "main", "section"}) - {"map"}
_EVERYWHERE = {"style", "align", "valign", "width", "height", "bgcolor", "color", "border", "dir", "lang", "title"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "font": {"face", "size"},
    "ol": {"start", "type"},
}
_FAR = ("http:", "https:")


def page_number(message: Message) -> int | None:
    """The place of the message's page among its files; None when it has none, or it is not here."""
    return _place(msgspec.convert(message.content, Content), Role.PAGE)


def _place(content: Content, role: Role) -> int | None:
    found = (number for number, one in enumerate(content.attachments) if one.role == role and one.file_id)
    return next(found, None)


def original_number(message: Message) -> int | None:
    """The place of the letter word for word among the message's files."""
    return _place(msgspec.convert(message.content, Content), Role.ORIGINAL)


def clean_page(message: Message, page: StoredFile, *, far_pictures: bool) -> tuple[str, bool]:
    """The page, harmless, and whether pictures from elsewhere were left out; ``far_pictures``: they are not."""
    left_out = False
    pictures = _pictures(message)

    def source(tag: str, attribute: str, value: str) -> str | None:
        nonlocal left_out
        if (tag, attribute) != ("img", "src"):
            return value
        if value.lower().startswith("cid:"):
            return pictures(value[4:])
        if not value.lower().startswith(_FAR):
            return None
        left_out = left_out or not far_pictures
        return value if far_pictures else None

    text = files.read(page)[:PAGE_BYTES].decode("utf-8", "replace")
    clean = nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=source,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return clean, left_out


def _pictures(message: Message) -> Callable[[str], str | None]:
    """Gives a picture by the name the page calls it, as part of the page; None when it is not here or too large."""
    content = msgspec.convert(message.content, Content)
    known = {one.name_within: one for one in content.attachments if one.role == Role.WITHIN and one.file_id}
    rows = {row.pk: row for row in StoredFile.objects.filter(id__in=[one.file_id for one in known.values()])}
    left = PICTURE_BYTES

    def give(name: str) -> str | None:
        nonlocal left
        attachment: Attachment | None = known.get(name)
        row = rows.get(attachment.file_id) if attachment else None
        if row is None or not row.width or row.size > left:
            return None
        left -= row.size
        return f"data:{row.media_type};base64,{b64encode(files.read(row)).decode()}"

    return give
