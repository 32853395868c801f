"""Accounts through which members may come in (see accounts.contracts.SignInDoor)."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from changlai.accounts.contracts import Directory, OutsideDepartment, Outsider, SignInDoor
from changlai.channels import actions, registry
from changlai.channels.contracts import in_words
from changlai.channels.contracts.sign_in import Person, SignIn
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account
from changlai.kernel.errors import Refusal

T = TypeVar("T")


class PlatformSilent(Refusal):
    """The platform did not say who it is, or whom it knows."""

    def __init__(self, error: CallFailed) -> None:
        super().__init__(in_words(str(error.sentence)) or error.code, rule=f"channels.sign_in.{error.code}")


class NotAColleague(Refusal):
    """Somebody came back who does not belong to the company."""

    status = 403

    def __init__(self, platform: str) -> None:
        super().__init__(
            _("%(platform)s says that you do not belong to this company, or are outside what its app may see.")
            % {"platform": platform},
            rule="channels.sign_in.not_a_colleague",
        )


class AccountDoor:
    """One connected account as a door."""

    def __init__(self, account: Account, sign_in: SignIn) -> None:
        self._desk = AccountDesk(account)
        self._sign_in = sign_in
        self._account_id = account.pk
        self.slug = f"{account.channel}-{account.pk}"
        self.label = registry.channel(account.channel).label
        self.icon = sign_in.icon

    def is_inside(self, agent: str) -> bool:
        return self._sign_in.is_inside(agent)

    def address(self, *, back: str, state: str, is_inside: bool) -> str:
        return self._sign_in.address(self._desk, back=back, state=state, is_inside=is_inside)

    def who(self, params: Mapping[str, str]) -> Outsider:
        code = params.get("code", "")
        found = _asked(lambda: self._sign_in.who(self._desk, code)) if code else None
        if found is None:
            raise NotAColleague(str(self.label))
        return _outsider(found)

    def directory(self) -> Directory:
        divisions, people, is_whole = _asked(lambda: self._sign_in.directory(self._desk))
        departments = tuple(OutsideDepartment(one.external_id, one.name, one.parent_id) for one in divisions)
        return Directory(departments, tuple(_outsider(one) for one in people), is_whole)

    def linked(self, *, external_id: str, name: str, member_id: int | None) -> None:
        actions.know_colleague(account_id=self._account_id, external_id=external_id, name=name, member_id=member_id)


def doors() -> list[SignInDoor]:
    """Those of the organisation in scope, the oldest first; one statement."""
    offered = {slug: channel.sign_in for slug, channel in registry.channels().items() if channel.sign_in}
    rows = Account.objects.filter(channel__in=list(offered), parent__isnull=True, is_active=True).order_by("id")
    return [AccountDoor(account, offered[account.channel]) for account in rows]


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except CallFailed as error:
        raise PlatformSilent(error) from error


def _outsider(person: Person) -> Outsider:
    return Outsider(
        external_id=person.external_id,
        name=person.name,
        title=person.title,
        email=person.email,
        phone=person.phone,
        department_id=person.department_id,
        department_ids=person.department_ids,
        leads=person.leads,
    )
