"""The team of 禾木家居: departments and colleagues come from WeCom's directory, roles are given here."""

from django.db.models import Q
from django.utils import timezone

from changlai.accounts import actions as accounts
from changlai.accounts import queries
from changlai.accounts.enums import Arrivals, SystemRole
from changlai.accounts.models import Member, Role
from changlai.kernel.tenancy import scope

KEEPER = "店长"  # a role of the company's own
ROLES = {
    "赵恒": SystemRole.MANAGER,
    "范敏": SystemRole.MANAGER,
    "林舒": KEEPER,
    "高远": SystemRole.SALES,
    "魏岚": SystemRole.VIEWER,
}
LEFT = "沈珂"  # the intern whose time is over
INVITED = "xiatian@hemu.example"


def arrive(organisation_id: int, admin_id: int) -> None:
    """Take over the directory, make the store managers' role, and let everybody of the company sign in by scanning."""
    now = timezone.now()
    with scope(organisation_id):
        door = queries.doors()[0]
    directory = door.directory()
    with scope(organisation_id):
        admin = Member.objects.select_related("role", "user").get(pk=admin_id)
        agent = _role(SystemRole.AGENT)
        kept = accounts.keep_snapshot(door=door, directory=directory, by=admin, now=now)
        accounts.apply_directory(kept=kept, door=door, role=agent, adds=True, removes=False, by=admin, now=now)
        accounts.keep_door_rule(door=door, arrivals=Arrivals.EVERYBODY, role=agent, departments=[], by=admin)
        _give_roles(admin)
        accounts.invite_all(emails=[INVITED], role=_role(SystemRole.SALES), department=None, by=admin, now=now)


def _give_roles(admin: Member) -> None:
    keeper = accounts.copy_role(role=_role(SystemRole.SALES), name=KEEPER, by=admin)
    grants = {**keeper.grants, "customers.view": "team", "customers.edit": "team", "inbox.view": "team"}
    accounts.change_role_rights(
        role=keeper,
        name=KEEPER,
        grants={**grants, "inbox.reply": "team", "inbox.assign": "team"},
        shown_fields={"customers.phone": True, "customers.email": True},
        by=admin,
    )
    for member in Member.objects.select_related("role", "user").filter(name__in=[*ROLES, LEFT]).order_by("id"):
        if member.name == LEFT:
            accounts.switch_off(member=member, by=admin)
        else:
            accounts.change_role(member=member, role=_role(ROLES[member.name]), by=admin)


def _role(slug: str) -> Role:
    """A role of the first day by its slug, one of the company's own by its name."""
    return Role.objects.get(Q(slug=slug) | Q(name=slug))
