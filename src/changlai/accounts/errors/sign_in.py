"""Who is turned away at the door, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.kernel.errors import Conflict, Forbidden, Refusal, TooMany

MINUTE = 60


class WrongCredentials(Refusal):
    """The same sentence whether the account is unknown, switched off or the password wrong."""

    def __init__(self) -> None:
        super().__init__(
            _("The account or the password is not right. Check both and try again."),
            rule="accounts.wrong_credentials",
        )


class TooManyAttempts(TooMany):
    """Signing in is paused for this account on this device, or for this address."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // MINUTE))
        super().__init__(
            ngettext(
                "Too many attempts. Signing in is paused to protect the account; try again in %(minutes)d minute.",
                "Too many attempts. Signing in is paused to protect the account; try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes},
            rule="accounts.too_many_attempts",
            facts={"seconds": seconds},
        )


class LinkUsedUp(Refusal):
    """A sign-in link works once and for ten minutes."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _(
                "This link no longer works: a sign-in link is good for ten minutes and for one sign-in. "
                "Ask for a new one."
            ),
            rule="accounts.link_used_up",
        )


class WrongFirstRunToken(Refusal):
    """The set-up token is not the one on the console, or it has been used."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This set-up token is not valid. Copy the one that Changlai printed when it started; "
                "each start prints a new one."
            ),
            rule="accounts.wrong_first_run_token",
        )


class TooManyPasswords(TooMany):
    """The present password was said wrong too often by somebody who is signed in."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // MINUTE))
        super().__init__(
            ngettext(
                "Too many wrong passwords. To protect the account, try again in %(minutes)d minute.",
                "Too many wrong passwords. To protect the account, try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes},
            rule="accounts.too_many_passwords",
            facts={"seconds": seconds},
        )


class WrongPassword(Refusal):
    """The current password, asked before changing it, does not match."""

    def __init__(self) -> None:
        super().__init__(_("That is not your current password."), rule="accounts.wrong_password")


class InvitationOver(Refusal):
    """An invitation works once, for seven days, with the link of the latest mail."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _(
                "This invitation no longer works: it was used, taken back, sent again with a newer link, or is older "
                "than seven days. Ask whoever invited you to send it again."
            ),
            rule="accounts.invitation_over",
        )


class ResetOver(Refusal):
    """The link to a new password works once, for an hour."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This link no longer works: it is good for one hour and for one new password. Ask for another one."),
            rule="accounts.reset_over",
        )


class WrongCode(Refusal):
    """The code of the second factor is not right, or was used."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code is not right, or was used already. Wait for the next one in your app, or use a recovery "
                "code."
            ),
            rule="accounts.wrong_code",
        )


class SecondFactorNeeded(Refusal):
    """The member's role does not go without a second factor."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _("The role “%(role)s” requires a second factor, so it cannot be switched off.") % {"role": role},
            rule="accounts.second_factor_needed",
        )


class MemberElsewhere(Refusal):
    """What is a person's own is not decided by one of their organisations alone."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s belongs to another organisation too, which relies on the same password and second factor. "
                "They change them by themselves, or whoever operates the server can help."
            )
            % {"name": name},
            rule="accounts.member_elsewhere",
        )


class NotLetIn(Forbidden):
    """A platform vouches for somebody, but nobody here decided to let them in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s, you are not a member here yet. Ask your administrator to invite you, or to let everybody of "
                "the company in under Settings, Departments and sign-in. If you have an account here, sign in with it "
                "and link WeCom on your profile."
            )
            % {"name": name or _("Hello")},
            rule="accounts.not_let_in",
        )


class LinkedToAnother(Conflict):
    """An account on a platform is one member's."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("This account is linked to %(name)s already. They must unlink it first.") % {"name": name},
            rule="accounts.linked_to_another",
        )


class SignInAstray(Refusal):
    """Somebody came back from a platform without having been sent there from here."""

    def __init__(self) -> None:
        super().__init__(
            _("This way of signing in was not begun in this browser, or it took too long. Begin again."),
            rule="accounts.sign_in_astray",
        )
