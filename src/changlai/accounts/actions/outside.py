"""Coming in by a platform's door."""

from collections.abc import Sequence
from datetime import datetime

from changlai.accounts.actions.members import TONES
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.contracts import Outsider, SignInDoor
from changlai.accounts.enums import Arrivals
from changlai.accounts.errors import LinkedToAnother, NotLetIn
from changlai.accounts.events import MemberJoined
from changlai.accounts.models import Department, DoorRule, Member, OutsideAccount, Role, User
from changlai.accounts.sign_in_names import normalised
from changlai.kernel import audit
from changlai.kernel.events import publish

LONGEST_NAME = 80


def come_in(*, door: SignInDoor, outsider: Outsider, now: datetime) -> Member:
    """The member who came by a door of the organisation in scope; by its rule somebody new becomes one.

    Raises NotLetIn for whoever is unknown, switched off, or not meant by the rule.
    """
    rule = DoorRule.objects.select_related("role").filter(door=door.slug).first()
    member = _known(door, outsider)
    if rule is not None and rule.arrivals == Arrivals.NOBODY:
        raise NotLetIn(outsider.name)
    if member is None:
        if rule is None or rule.arrivals != Arrivals.EVERYBODY or not _is_meant(rule, outsider):
            raise NotLetIn(outsider.name)
        member = join(door=door, outsider=outsider, role=rule.role, now=now)
    if not member.is_active or not member.user.is_active:
        raise NotLetIn(outsider.name)
    return member


def link(*, member: Member, door: SignInDoor, outsider: Outsider, now: datetime) -> None:
    """From now on the member comes in by this account of theirs too. Raises LinkedToAnother."""
    taken = OutsideAccount.objects.select_related("member").filter(door=door.slug, external_id=outsider.external_id)
    found = taken.first()
    if found is not None and found.member_id != member.pk:
        raise LinkedToAnother(found.member.name)
    facts = {
        "organisation_id": member.organisation_id,
        "external_id": outsider.external_id,
        "linked_at": now,
    }
    OutsideAccount.objects.update_or_create(door=door.slug, member=member, defaults=facts)
    door.linked(external_id=outsider.external_id, name=outsider.name, member_id=member.pk)
    audit.record("accounts.door.linked", actor=member, obj=member, changes={"door": str(door.label)})


def unlink(*, member: Member, door: SignInDoor) -> None:
    """This account of theirs lets nobody in any more."""
    found = OutsideAccount.objects.filter(door=door.slug, member=member).first()
    if found is not None:
        door.linked(external_id=found.external_id, name="", member_id=None)
        found.delete()
        audit.record("accounts.door.unlinked", actor=member, obj=member, changes={"door": str(door.label)})


def keep_door_rule(*, door: SignInDoor, arrivals: Arrivals, role: Role, departments: Sequence[str], by: Member) -> None:
    """Who may come in by a door. Raises MayNotGive for a role that goes further than one's own."""
    check_may_give(role, by)
    facts = {
        "organisation_id": by.organisation_id,
        "arrivals": arrivals,
        "role": role,
        "departments": sorted(departments),
    }
    DoorRule.objects.update_or_create(door=door.slug, defaults=facts)
    changes = {"door": str(door.label), "arrivals": str(arrivals), "role": role.label, "departments": len(departments)}
    audit.record("accounts.door.rule_changed", actor=by, changes=changes)


def join(*, door: SignInDoor, outsider: Outsider, role: Role, now: datetime) -> Member:
    """Give somebody of a platform's directory a place: who signs in elsewhere already keeps the account there."""
    member = Member.objects.create(
        user=_user(door, outsider),
        role=role,
        department=department_of(door, outsider),
        name=outsider.name[:LONGEST_NAME],
        title=outsider.title[:LONGEST_NAME],
        avatar_tone=sum(outsider.external_id.encode()) % TONES + 1,
    )
    OutsideAccount.objects.create(door=door.slug, external_id=outsider.external_id, member=member, linked_at=now)
    door.linked(external_id=outsider.external_id, name=outsider.name, member_id=member.pk)
    changes = {"role": role.slug, "door": str(door.label)}
    audit.record("accounts.member.joined", actor=None, obj=member, changes=changes)
    publish(
        MemberJoined(
            organisation_id=member.organisation_id, key=member.pk, member_id=member.pk, name=member.name, role=role.slug
        )
    )
    return member


def department_of(door: SignInDoor, outsider: Outsider) -> Department | None:
    """The main department, as far as it was imported."""
    return Department.objects.filter(door=door.slug, external_id=outsider.department_id or "-").first()


def names_of(outsider: Outsider) -> list[dict[str, str]]:
    """By what we could know them already: conditions on a user."""
    found = []
    if email := normalised(outsider.email).email:
        found.append({"email": email})
    if phone := normalised(outsider.phone).phone:
        found.append({"phone": phone})
    return found


def _known(door: SignInDoor, outsider: Outsider) -> Member | None:
    accounts = OutsideAccount.objects.filter(door=door.slug, external_id=outsider.external_id)
    found = accounts.select_related("member", "member__role", "member__user").first()
    return found.member if found else None


def _is_meant(rule: DoorRule, outsider: Outsider) -> bool:
    return not rule.departments or bool(set(rule.departments) & set(outsider.department_ids))


def _user(door: SignInDoor, outsider: Outsider) -> User:
    """An address that somebody else signs in with already is not taken from a platform's word: they link themselves."""
    free = {
        kind: value
        for wanted in names_of(outsider)
        for kind, value in wanted.items()
        if not User.objects.filter(**wanted).exists()
    }
    user = User(name=outsider.name[:LONGEST_NAME] or outsider.external_id, comes_by=door.slug, **free)
    user.set_unusable_password()
    user.save()
    return user
