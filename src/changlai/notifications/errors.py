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
