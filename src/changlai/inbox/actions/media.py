"""Files on their way in: a message waits for its files, whichever of the two comes first."""

from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Q

from changlai.channels import queries as channels
from changlai.channels.contracts import Attachment, Content
from changlai.channels.events import MediaStored
from changlai.channels.models import Media
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.models import MediaWait, Message
from changlai.kernel import db, turns
from changlai.kernel.models import StoredFile

_WAIT = """
    insert into inbox_mediawait (organisation_id, message_id, account_id, remote)
    select * from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[])"""
_TURNS = "inbox.media"  # of who begins to wait for a file and who brings it, so that neither misses the other

Wait = tuple[int, int, int, str]  # organisation, message, account or endpoint, the platform's handle
Handle = tuple[int, str]  # account, the platform's handle


class Fetched(msgspec.Struct, frozen=True):
    """What came of fetching a file; ``file_id`` 0 when it will never come."""

    file_id: int = 0
    name: str = ""
    media_type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0


def wait_for_files(waits: Sequence[Wait]) -> None:
    """Note which messages wait for which files; those that were fetched in the meantime go in at once."""
    remotes = sorted({wait[3] for wait in waits})
    turns.take(_TURNS, remotes)
    db.run(_WAIT, tuple([wait[i] for wait in waits] for i in range(4)))
    known = _already_fetched(remotes)
    if known:
        _put_in(known)


def settle_media(events: Sequence[MediaStored]) -> None:
    """Files have arrived, or never will: put them into the messages that wait for them."""
    turns.take(_TURNS, {event.remote for event in events})
    fetched = {
        (event.account_id, event.remote): Fetched(
            event.file_id, event.name, event.media_type, event.size, event.width, event.height
        )
        for event in events
    }
    changed = {
        (message.organisation_id, message.conversation_id, message.conversation.assignee_id)
        for message in _put_in(fetched)
    }
    tell_changed(sorted(changed, key=lambda change: change[1]), "state")


def _already_fetched(remotes: Sequence[str]) -> dict[Handle, Fetched]:
    """What the channels have fetched, or given up, of these."""
    done = Media.objects.filter(Q(file_id__isnull=False) | ~Q(error=""), remote__in=remotes)
    rows = {(media.account_id, media.remote): media.file_id or 0 for media in done}
    files = {file.pk: file for file in StoredFile.objects.filter(id__in=[pk for pk in rows.values() if pk])}
    return {handle: _fetched(files.get(file_id)) for handle, file_id in rows.items()}


def _fetched(file: StoredFile | None) -> Fetched:
    if file is None:
        return Fetched()
    return Fetched(file.pk, file.name, file.media_type, file.size, file.width or 0, file.height or 0)


def _put_in(fetched: Mapping[Handle, Fetched]) -> list[Message]:
    """Complete waiting messages; returns those that changed. Handles are the account's, waits its endpoints'."""
    waits = list(
        MediaWait.objects.filter(remote__in=[remote for _, remote in fetched])
        .select_related("message__conversation")
        .select_for_update(of=("self",))
        .order_by("id")
    )
    accounts = channels.accounts_by_id(wait.account_id for wait in waits) if waits else {}
    messages: dict[int, Message] = {}
    over: list[int] = []
    for wait in waits:
        account = accounts.get(wait.account_id)
        file = fetched.get((account.root_id if account else wait.account_id, wait.remote))
        if file is not None:
            message = messages.setdefault(wait.message_id, wait.message)
            message.content = _completed(message.content, wait.remote, file)
            over.append(wait.pk)
    Message.objects.bulk_update(messages.values(), ["content"])
    MediaWait.objects.filter(id__in=over).delete()
    return list(messages.values())


def _completed(content: object, remote: str, file: Fetched) -> object:
    """A message's content with the file in every place that names its handle."""
    known = msgspec.convert(content, Content)
    attachments = tuple(_filled(one, file) if one.remote == remote else one for one in known.attachments)
    return msgspec.to_builtins(msgspec.structs.replace(known, attachments=attachments))


def _filled(attachment: Attachment, file: Fetched) -> Attachment:
    return msgspec.structs.replace(
        attachment,
        file_id=file.file_id,
        name=file.name or attachment.name,
        media_type=file.media_type,
        size=file.size,
        width=file.width,
        height=file.height,
    )
