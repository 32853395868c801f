"""The visitors' door of channels that have one, for the edge: which door, lines to send, files to keep and show.

Files go through the same checks as any other; the two functions that touch them block, and run in a thread.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.channels import registry, talks
from changlai.channels.contracts import Attachment, Content, Guest, Opening, Visits
from changlai.channels.intake import Doorplate
from changlai.kernel import crypto, files
from changlai.kernel.files import store
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope

DOWNLOAD_SECONDS = 12 * 3_600  # an address of a file is good for; lines are read again sooner
_DOWNLOAD = "visitor download"
_FAMILIES = {"image": "image", "audio": "voice", "video": "video"}
Row = tuple[Any, ...]


def door(plate: Doorplate) -> Visits | None:
    """The visitors' door of an account; None when its channel has none."""
    return registry.channel(plate.channel).visits


def firm_opening(organisation_id: int, now: datetime) -> Opening:
    """Whether the organisation is open, by its business hours."""
    with scope(organisation_id):
        hours = accounts.hours(organisation_id)
    return Opening() if hours.is_open(now) else Opening(is_open=False, opens_at=hours.next_opening(now))


def rooms(plate: Doorplate, guest: Guest) -> list[str]:
    """Where the guest's page hears what happens, in the order of the threads."""
    return [talks.place(plate.organisation_id, plate.account_id, thread) for thread in guest.threads]


def line(row: Row, guest: Guest, organisation_id: int) -> dict[str, Any]:
    """A row of talks.LINES_AFTER as the page gets it; ``t`` and ``n`` say where it stands."""
    thread, number, key, is_ours, name, content, at = row
    known = msgspec.json.decode(content, type=Content)
    return {
        "t": guest.threads.index(thread),
        "n": number,
        "key": key,
        "id": key.removeprefix(f"{thread}:"),
        "us": is_ours,
        "name": name,
        "at": round(at.timestamp() * 1000),
        "text": known.text,
        "title": known.title,
        "url": known.url,
        "gone": is_ours and bool(known.raw.get("gone")),
        "recalls": known.raw.get("recalls", "") if is_ours else "",
        "files": [_file(one, organisation_id) for one in known.attachments if one.file_id],
    }


def _file(one: Attachment, organisation_id: int) -> dict[str, Any]:
    ticket = crypto.sign_ticket({"o": organisation_id, "f": one.file_id}, DOWNLOAD_SECONDS, purpose=_DOWNLOAD)
    facts = {"name": one.name, "type": one.media_type, "size": one.size, "width": one.width, "height": one.height}
    return {"ticket": ticket, "kind": one.kind, **facts}


def file_of(ticket: str, organisation_id: int) -> int:
    """The file a ticket of ours opens; 0 when it opens none."""
    try:
        facts: Mapping[str, Any] = crypto.read_ticket(ticket, purpose=_DOWNLOAD)
    except crypto.BadTicket:
        return 0
    return int(facts["f"]) if facts["o"] == organisation_id else 0


def keep_file(organisation_id: int, content: BinaryIO, name: str, declared_type: str) -> Attachment:
    """Check and keep what a visitor sends. Raises Refusal with a sentence for them."""
    with scope(organisation_id):
        stored = files.keep(content, name, declared_type=declared_type)
    return Attachment(
        kind=_FAMILIES.get(stored.media_type.partition("/")[0], "file"),
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        file_id=stored.pk,
        width=stored.width or 0,
        height=stored.height or 0,
    )


def too_large(name: str, limit: int) -> str:
    """Why a file was not taken, for the visitor."""
    sentence = _("“%(name)s” is larger than %(limit)s. Make it smaller, or send a link to it.")
    return sentence % {"name": name[:80], "limit": filesizeformat(limit)}


def find_file(organisation_id: int, file_id: int) -> tuple[Path, StoredFile] | None:
    """Where a kept file lies, and what it is."""
    with scope(organisation_id):
        stored = StoredFile.objects.filter(id=file_id).first()
    path = store.path_of(stored.sha256) if stored else None
    return (path, stored) if stored and path and path.exists() else None


def cursors(text: str, guest: Guest, default: int) -> list[int]:
    """ "3.7": how far the page is in each of its talks; what it does not say is ``default``."""
    parts: Sequence[str] = text.split(".") if text else ()
    known = [int(part) if part.isascii() and part.isdecimal() and len(part) <= 9 else default for part in parts]  # noqa: PLR2004 - digits of an int
    return (known + [default] * len(guest.threads))[: len(guest.threads)]
