from collections.abc import Sequence
from datetime import datetime, timedelta

from changlai.accounts import catalogue, proofs
from changlai.accounts.errors import NoSuchGrant
from changlai.accounts.models import ApiReply, ApiToken, Member, Role
from changlai.kernel import audit
from changlai.kernel.tenancy import scope

USED_EVERY = timedelta(minutes=1)


def create_api_token(  # noqa: PLR0913 - a key has that many limits
    *,
    member: Member,
    name: str,
    by: Member,
    expires_at: datetime | None = None,
    role: Role | None = None,
    areas: Sequence[str] = (),
    is_read_only: bool = False,
) -> tuple[ApiToken, str]:
    """A key with which a program acts as ``member``, no further than ``role`` would and only in ``areas`` (first parts
    of permissions, such as "customers"; none for all). The second value is the key itself: it cannot be shown again.

    Raises NoSuchGrant for an unknown area.
    """
    unknown = set(areas) - {slug.partition(".")[0] for slug in catalogue.permissions()}
    if unknown:
        raise NoSuchGrant(", ".join(sorted(unknown)))
    prefix, value = proofs.new_token()
    with scope(member.organisation_id):
        token = ApiToken.objects.create(
            member=member,
            name=name,
            prefix=prefix,
            digest=proofs.digest(value),
            expires_at=expires_at,
            role=role,
            areas=sorted(areas),
            is_read_only=is_read_only,
        )
        changes = {"name": name, "member": member.name, "role": role.label if role else "", "areas": sorted(areas)}
        audit.record("accounts.api_token.created", actor=by, obj=token, changes=changes)
    return token, value


def revoke_api_token(*, token: ApiToken, by: Member, now: datetime) -> None:
    """The key stops working at once, for good."""
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    audit.record("accounts.api_token.revoked", actor=by, obj=token)


def note_token_used(*, token: ApiToken, now: datetime) -> None:
    """Remember that the key is in use; written at most once a minute, by the first of requests that come together:
    none waits for another.
    """
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        free = ApiToken.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=token.pk)
        ApiToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=now)


def begin_reply(*, token: ApiToken, key: str, request: str) -> tuple[ApiReply, bool]:
    """Claim an Idempotency-Key: the remembered answer, and whether it is still to be given.

    Waits for another transaction that holds the key.
    """
    facts = {"request": request, "organisation_id": token.organisation_id}
    return ApiReply.objects.get_or_create(token=token, key=key, defaults=facts)


def finish_reply(*, reply: ApiReply, status: int, body: bytes) -> None:
    """Remember what was answered."""
    reply.status, reply.body = status, body
    reply.save(update_fields=["status", "body"])
