"""The picture a member chooses to be known by."""

from changlai.accounts.errors import NotAPicture
from changlai.accounts.models import Member
from changlai.kernel import audit, files
from changlai.kernel.files.store import Readable


def choose_portrait(*, member: Member, picture: bytes | Readable, name: str) -> None:
    """Keep ``picture`` as the member's own; ``name`` is what they call the file.

    Raises NotAPicture, and the refusals of ``files.keep``: too large, damaged, too many pixels, disk full.
    """
    kept = files.keep(picture, f"portrait-{member.pk}")  # a row that is nobody else's, so that it may be forgotten
    if not kept.width:
        files.forget([kept.pk])
        raise NotAPicture(name)
    before = member.portrait_file_id
    member.portrait_file_id, member.portrait = kept.pk, kept.sha256
    member.save(update_fields=["portrait_file_id", "portrait"])
    if before and before != kept.pk:
        files.forget([before])
    audit.record("accounts.portrait.chosen", actor=member, obj=member)


def drop_portrait(*, member: Member) -> None:
    """The first letter of the name stands for the member again."""
    if not member.portrait_file_id:
        return
    files.forget([member.portrait_file_id])
    member.portrait_file_id, member.portrait = None, ""
    member.save(update_fields=["portrait_file_id", "portrait"])
    audit.record("accounts.portrait.dropped", actor=member, obj=member)
