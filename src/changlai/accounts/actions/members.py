from datetime import datetime, timedelta

from changlai.accounts.actions.links import end_sessions
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.enums import SystemRole
from changlai.accounts.errors import AlreadyTaken, LastAdministrator, NotYourself
from changlai.accounts.events import MemberJoined, MemberLeft, MemberReturned, MemberRoleChanged
from changlai.accounts.models import Department, Member, Organisation, Role, User
from changlai.accounts.sign_in_names import normalised
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope

TONES = 8
SEEN_EVERY = timedelta(minutes=5)


def create_department(*, organisation: Organisation, name: str, parent: Department | None = None) -> Department:
    """A department, under ``parent`` or at the top."""
    with scope(organisation.pk):
        return Department.objects.create(name=name, parent=parent)


def create_member(  # noqa: PLR0913 - a person has that many facts
    *,
    organisation: Organisation,
    name: str,
    sign_in_name: str,
    role: str,
    department: Department | None = None,
    title: str = "",
    password: str = "",
    by: Member | None = None,
) -> Member:
    """Give a person a place in an organisation.

    ``sign_in_name`` is an e-mail address or a phone number. Somebody who already signs in elsewhere keeps the
    password; a new user without one signs in by a link. ``role`` is a role's slug. Raises AlreadyTaken for a
    second place.
    """
    with scope(organisation.pk):  # and transaction: no user stays behind whose place was refused
        user = _user(sign_in_name, name=name, password=password)
        if Member.objects.filter(user=user).exists():
            raise AlreadyTaken(sign_in_name)
        member = Member.objects.create(
            user=user,
            role=Role.objects.get(slug=role),
            department=department,
            name=name,
            title=title,
            avatar_tone=user.pk % TONES + 1,
        )
        audit.record("accounts.member.joined", actor=by, obj=member, changes={"role": role})
        publish(MemberJoined(organisation_id=organisation.pk, key=member.pk, member_id=member.pk, name=name, role=role))
    return member


def _user(sign_in_name: str, *, name: str, password: str) -> User:
    known = normalised(sign_in_name)
    mine = {"email": known.email} if known.email else {"phone": known.phone}
    found = User.objects.filter(**mine).first() if known.value else None
    if found:
        return found
    user = User(email=known.email or None, phone=known.phone or None, name=name)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def change_role(*, member: Member, role: Role, by: Member) -> None:
    """Give a colleague another role. Their sessions end, so that nothing they may no longer do stays open.

    Raises LastAdministrator when nobody would be left to manage the organisation, and MayNotGive when the old or the
    new role goes further than one's own.
    """
    before = member.role
    if before == role:
        return
    check_may_give(before, by)
    check_may_give(role, by)
    if before.slug == SystemRole.ADMIN and not _other_administrators(member):
        raise LastAdministrator(member.name)
    member.role = role
    member.save(update_fields=["role"])
    end_sessions(member.user)
    audit.record("accounts.member.role_changed", actor=by, obj=member, changes={"role": [_told(before), _told(role)]})
    publish(
        MemberRoleChanged(
            organisation_id=member.organisation_id,
            key=member.pk,
            member_id=member.pk,
            before=before.slug,
            after=role.slug,
            by_id=by.pk,
        )
    )


def _told(role: Role) -> str:
    """A role in the audit log: one of the first day by its slug, which is read in every language."""
    return role.slug if role.is_system else role.name


def _other_administrators(member: Member) -> bool:
    """Locked, so that two administrators cannot take the role from each other at the same moment."""
    held = (
        Member.objects.select_for_update(of=("self",))
        .filter(role__slug=SystemRole.ADMIN, is_active=True)
        .order_by("id")
    )
    return any(other.pk != member.pk for other in held)


def switch_off(*, member: Member, by: Member) -> None:
    """Take a colleague's place away: signed out everywhere, tokens dead, records kept. Raises LastAdministrator,
    MayNotGive, and NotYourself.
    """
    if member.pk == by.pk:
        raise NotYourself
    check_may_give(member.role, by)
    if not member.is_active:
        return
    if member.role.slug == SystemRole.ADMIN and not _other_administrators(member):
        raise LastAdministrator(member.name)
    _switch(member, by=by, is_active=False)


def switch_on(*, member: Member, by: Member) -> None:
    """Give a colleague who was switched off the place back. Raises MayNotGive."""
    check_may_give(member.role, by)
    if not member.is_active:
        _switch(member, by=by, is_active=True)


def leave(*, member: Member) -> None:
    """As ``switch_off``, by the word of a platform's directory. Raises LastAdministrator."""
    if member.role.slug == SystemRole.ADMIN and not _other_administrators(member):
        raise LastAdministrator(member.name)
    if member.is_active:
        _switch(member, by=None, is_active=False)


def _switch(member: Member, *, by: Member | None, is_active: bool) -> None:
    member.is_active = is_active
    member.save(update_fields=["is_active"])
    facts = {"organisation_id": member.organisation_id, "key": member.pk, "member_id": member.pk}
    if is_active:
        audit.record("accounts.member.switched_on", actor=by, obj=member)
        publish(MemberReturned(by_id=by.pk if by else None, **facts))
    else:
        end_sessions(member.user)
        audit.record("accounts.member.switched_off", actor=by, obj=member)
        publish(MemberLeft(by_id=by.pk if by else None, **facts))


def change_place(*, member: Member, department: Department | None, title: str, by: Member) -> None:
    """Another department or job title."""
    told = {
        "department": [member.department.name if member.department else "", department.name if department else ""],
        "title": [member.title, title],
    }
    changes = {field: change for field, change in told.items() if change[0] != change[1]}
    if changes:
        member.department, member.title = department, title
        member.save(update_fields=["department", "title"])
        audit.record("accounts.member.moved", actor=by, obj=member, changes=changes)


def note_seen(*, member: Member, now: datetime) -> None:
    """Remember that the member is at work; written at most every five minutes.

    Several pages that open at the same moment do not wait for each other: the first one to come writes it down.
    """
    if member.last_seen_at is None or now - member.last_seen_at > SEEN_EVERY:
        free = Member.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=member.pk)
        Member.objects.filter(pk__in=free.values("pk")).update(last_seen_at=now)
        member.last_seen_at = now


def take_step(*, member: Member, slug: str) -> None:
    """Remember that the member has taken a first step that leaves no trace of its own."""
    if slug not in member.checklist_steps:
        member.checklist_steps = [*member.checklist_steps, slug]
        member.save(update_fields=["checklist_steps"])


def hide_checklist(*, member: Member, now: datetime) -> None:
    """The member has seen the first steps; they stay reachable from help."""
    member.checklist_hidden_at = now
    member.save(update_fields=["checklist_hidden_at"])
