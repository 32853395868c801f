"""Expected refusals of notifications."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Refusal


class UnknownKind(ValueError):
    """A programming error: no module declares this kind of notice."""


class MailNotSetUp(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("No mail server is set up. An operator names it with CHANGLAI_MAIL_HOST and the settings beside it."),
            rule="mail_not_set_up",
        )


class MailRefused(Refusal):
    """The mail server did not take a mail; ``sentence`` says which step went wrong and what to look at."""


class HalfQuiet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Quiet hours need a beginning and an end. Leave both empty for none."), rule="half_quiet")


class NoAddress(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("You have no e-mail address here, so there is nowhere to send a trial. Sign in with one that has."),
            rule="no_mail_address",
        )


class NothingToMailAgain(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This mail is on its way or has left already."), rule="nothing_to_mail_again")


class UnknownNotice(Refusal):
    def __init__(self, kind: str) -> None:
        super().__init__(
            _("There is no notice “%(kind)s”, or not at this pace here. The list of choices names all there are.")
            % {"kind": kind},
            rule="unknown_notice",
        )
