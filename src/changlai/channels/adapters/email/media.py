"""The parts of a mail as files: taken out of its original, which we keep."""

from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.deliveries import HANDLE
from changlai.channels.adapters.email.reading import content_of, page_of
from changlai.channels.contracts import Attachment, Desk, FileContent
from changlai.channels.enums import Role
from changlai.channels.errors import CallFailed


def handle_of(original: str, number: int) -> str:
    """The handle of a part of the mail whose original has this one."""
    return f"{original}:{number}"


def fetch(desk: Desk, attachment: Attachment) -> FileContent:
    """A part's bytes. Raises CallFailed when there are none."""
    original, _, number = attachment.remote.removeprefix(HANDLE).partition(":")
    raw = desk.read_original(HANDLE + original)
    found = content_of(raw, int(number)) if number.isdecimal() else None
    if found is None:
        raise CallFailed("no_part", say.NO_PART, permanent=True)
    part, data = found
    if attachment.role == Role.PAGE:
        return FileContent(attachment.name, "text/html", page_of(raw, int(number)).encode())
    return FileContent(attachment.name or part.name, part.media_type, data)
