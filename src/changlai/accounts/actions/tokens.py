from datetime import datetime, timedelta

from changlai.accounts import proofs
from changlai.accounts.models import ApiReply, ApiToken, Member
from changlai.kernel import audit
from changlai.kernel.tenancy import scope

USED_EVERY = timedelta(minutes=1)


def create_api_token(
    *, member: Member, name: str, by: Member, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A key with which a program acts as ``member``. The second value is the key itself: it cannot be shown
    again.
    """
    prefix, value = proofs.new_token()
    with scope(member.organisation_id):
        token = ApiToken.objects.create(
            member=member, name=name, prefix=prefix, digest=proofs.digest(value), expires_at=expires_at
        )
        audit.record("accounts.api_token.created", actor=by, obj=token, changes={"name": name, "member": member.name})
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
