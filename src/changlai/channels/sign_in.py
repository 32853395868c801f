"""Accounts through which members may come in (see accounts.contracts.SignInDoor)."""

from collections.abc import Mapping, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from changlai.accounts.contracts import Directory, OutsideDepartment, Outsider, SignInDoor
from changlai.channels import actions, registry
from changlai.channels.contracts import in_words
from changlai.channels.contracts.sign_in import Person, SignIn
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account
from changlai.kernel.errors import Refusal


class PlatformSilent(Refusal):
    """The platform did not say whom it knows."""

    def __init__(self, error: CallFailed) -> None:
        super().__init__(in_words(str(error.sentence)) or error.code, rule=f"channels.sign_in.{error.code}")


class CannotTellWho(Refusal):
    """The platform did not say who came back from it: its account is set up wrongly, or it does not answer."""

    def __init__(self, platform: str, error: CallFailed) -> None:
        super().__init__(
            _(
                "%(platform)s could not say who you are. Come in with your password meanwhile, and show this to your "
                "administrator: %(why)s"
            )
            % {"platform": platform, "why": in_words(str(error.sentence)) or error.code},
            rule=f"channels.sign_in.{error.code}",
        )


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

    def __init__(self, account: Account, sign_in: SignIn, name: str = "") -> None:
        """``name`` tells it apart from other accounts of the platform."""
        self._desk = AccountDesk(account)
        self._sign_in = sign_in
        self._account_id = account.pk
        self.slug = f"{account.channel}-{account.pk}"
        self.platform = registry.channel(account.channel).label
        self.name = name
        self.label = format_lazy("{} · {}", self.platform, name) if name else self.platform
        self.icon = sign_in.icon
        self.where = sign_in.where

    def is_inside(self, agent: str) -> bool:
        return self._sign_in.is_inside(agent)

    def address(self, *, back: str, state: str, is_inside: bool) -> str:
        return self._sign_in.address(self._desk, back=back, state=state, is_inside=is_inside)

    def who(self, params: Mapping[str, str]) -> Outsider:
        code = params.get("code", "")
        try:
            found = self._sign_in.who(self._desk, code) if code else None
        except CallFailed as error:
            raise CannotTellWho(str(self.label), error) from error
        if found is None:
            raise NotAColleague(str(self.label))
        return _outsider(found)

    def directory(self) -> Directory:
        try:
            divisions, people, is_whole = self._sign_in.directory(self._desk)
        except CallFailed as error:
            raise PlatformSilent(error) from error
        departments = tuple(OutsideDepartment(one.external_id, one.name, one.parent_id) for one in divisions)
        return Directory(departments, tuple(_outsider(one) for one in people), is_whole)

    def linked(self, *, external_id: str, name: str, member_id: int | None) -> None:
        actions.know_colleague(account_id=self._account_id, external_id=external_id, name=name, member_id=member_id)


def doors() -> list[SignInDoor]:
    """Those of the organisation in scope, the oldest first; one statement."""
    offered = {slug: channel.sign_in for slug, channel in registry.channels().items() if channel.sign_in}
    rows = list(Account.objects.filter(channel__in=list(offered), parent__isnull=True, is_active=True).order_by("id"))
    return [AccountDoor(account, offered[account.channel], _apart(account, rows)) for account in rows]


def _apart(account: Account, doors: Sequence[Account]) -> str:
    """What the account is called beside others of its platform, numbered where they have one name; "" when alone."""
    others = [one for one in doors if one.channel == account.channel]
    twins = [one.pk for one in others if one.name == account.name]
    if len(others) == 1:
        return ""
    return account.name if len(twins) == 1 else f"{account.name} {twins.index(account.pk) + 1}"


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
