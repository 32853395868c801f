"""Where a user is signed in, and ending it."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from changlai.accounts.actions.links import end_sessions
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.models import Member, SignedIn, User
from changlai.kernel import audit

SEEN_EVERY = timedelta(minutes=5)
LONGEST_AGENT = 300


def note_session(*, user: User, key: str, way: str, ip: str, agent: str, now: datetime) -> None:
    """Remember that the user signed in, so that they can see it and end it."""
    facts = {"user": user, "way": way, "ip": ip or None, "agent": agent[:LONGEST_AGENT], "created_at": now}
    facts |= {"last_seen_at": now, "generation": user.session_generation}
    SignedIn.objects.update_or_create(session_key=key, defaults=facts)


def move_session(*, user: User, before: str, after: str) -> None:
    """The session goes on under another key, while all others of the user have ended."""
    SignedIn.objects.filter(session_key=before).update(session_key=after, generation=user.session_generation)


def forget_sessions(*, user_id: int, keep: str = "") -> int:
    """Remove the user's sessions but the one with the key ``keep``; returns how many there were."""
    others = SignedIn.objects.filter(user_id=user_id).exclude(session_key=keep)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    return len(keys)


def note_session_seen(*, key: str, ip: str, now: datetime) -> None:
    """The session is in use. A page of it that is still being made has just said so: nobody waits for its end."""
    free = SignedIn.objects.select_for_update(skip_locked=True, no_key=True).filter(session_key=key)
    SignedIn.objects.filter(pk__in=free.values("pk")).update(last_seen_at=now, ip=ip or None)


def end_session(*, member: Member, session_id: int) -> bool:
    """Sign out one of the member's own devices; False when it was signed out already."""
    found = SignedIn.objects.filter(user_id=member.user_id, pk=session_id).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    audit.record("accounts.session.ended", actor=member, obj=member)
    return True


def end_other_sessions(*, member: Member, keep: str) -> int:
    """Sign out everywhere but in the session with the key ``keep``; returns how many there were."""
    count = forget_sessions(user_id=member.user_id, keep=keep)
    end_sessions(member.user)  # those that nobody wrote down, too; the caller keeps its own alive
    audit.record("accounts.session.ended_everywhere", actor=member, obj=member)
    return count


def sign_out_colleague(*, member: Member, by: Member) -> None:
    """End every session of a colleague. Raises MayNotGive for somebody who may more than ``by``."""
    check_may_give(member.role, by)
    forget_sessions(user_id=member.user_id)
    end_sessions(member.user)
    audit.record("accounts.session.ended_everywhere", actor=by, obj=member)


def forget_session(*, key: str) -> None:
    """Its user has signed out."""
    SignedIn.objects.filter(session_key=key).delete()
