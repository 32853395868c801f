"""Files of messages, fetched before the platform forgets them."""

from changlai.channels import queries, registry
from changlai.channels.contracts import Attachment, Inbound, Skipped
from changlai.channels.engine import AccountDesk
from changlai.channels.enums import Role
from changlai.channels.errors import CallFailed
from changlai.channels.events import MediaStored
from changlai.channels.jobs.grounds import account_and_delivery_of, failed, worked
from changlai.channels.models import Account, Delivery, Media
from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.kernel.events import publish, thread_key
from changlai.kernel.jobs import Job, outside_job
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope

MEDIA_ATTEMPTS = 24  # with their growing pauses about half a day: platforms keep files for days, and have bad hours


@outside_job("channels.media", queue="jobs", seconds=120, attempts=MEDIA_ATTEMPTS)
def fetch_media(job: Job) -> None:
    """Fetch the files of a message before the platform forgets them; what is given up is told, so that nobody waits."""
    account, delivery = account_and_delivery_of(job)
    meaning = queries.meaning(account, delivery)
    for inbound in () if isinstance(meaning, Skipped) else meaning:
        for attachment in inbound.content.attachments if isinstance(inbound, Inbound) and inbound.content else ():
            if attachment.remote and not attachment.file_id:
                _fetch_one(account, delivery, attachment, is_last_try=job.attempts + 1 >= MEDIA_ATTEMPTS)


def _fetch_one(account: Account, delivery: Delivery, attachment: Attachment, *, is_last_try: bool) -> None:
    with scope(account.organisation_id):
        media, _ = Media.objects.get_or_create(
            account=account, remote=attachment.remote, defaults={"organisation_id": account.organisation_id}
        )
    if media.file_id:
        return
    stored, error_text = _keep(account, attachment, is_last_try=is_last_try)
    with scope(account.organisation_id):
        media.file_id, media.error = stored.pk if stored else None, error_text
        media.save(update_fields=["file_id", "error"])
        if stored:
            worked(account)
        publish(
            MediaStored(
                organisation_id=account.organisation_id,
                key=thread_key(str(account.id), delivery.thread),
                account_id=account.id,
                remote=attachment.remote,
                file_id=stored.pk if stored else 0,
                name=stored.name if stored else attachment.name,
                media_type=stored.media_type if stored else "",
                size=stored.size if stored else 0,
                width=stored.width if stored else 0,
                height=stored.height if stored else 0,
                error=error_text,
            )
        )


def _keep(account: Account, attachment: Attachment, *, is_last_try: bool) -> tuple[StoredFile | None, str]:
    """The file, or why there will never be one, in words. Raises what asks for another try."""
    ask = registry.channel(account.channel).fetch_media
    assert ask is not None  # noqa: S101 - only kinds in media_kinds are ordered
    try:
        content = ask(AccountDesk(account), attachment)
        with scope(account.organisation_id):
            name = attachment.name or content.name
            if attachment.role == Role.PAGE:  # a page is evidence: whoever shows it cleans it
                return files.keep_verbatim(content.data, name, media_type=content.media_type), ""
            return files.keep(content.data, name, declared_type=content.media_type), ""
    except CallFailed as error:
        if error.wait or not (error.permanent or is_last_try):
            raise failed(account, error, "media") from error
        return None, str(error.sentence)
    except Refusal as error:
        return None, str(error.sentence)
