"""What can go wrong when a language model elsewhere is set up and asked."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Refusal


class BadAddress(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is no address we can ask. Give the part before /chat/completions, for example "
                "https://api.deepseek.com/v1; it begins with https://."
            ),
            rule="ai.bad_address",
            facts={"field": "address"},
        )


class KeyAgain(Refusal):
    """The key goes only where it was meant for."""

    def __init__(self) -> None:
        super().__init__(
            _("With another address the key has to be entered again: the stored one was meant for the former."),
            rule="ai.key_again",
            facts={"field": "key"},
        )


class NothingSet(Conflict):
    def __init__(self) -> None:
        super().__init__(_("No language model is set up. Enter address, model and key first."), rule="ai.nothing_set")


class NotNow(Exception):
    """Nobody may be asked at the moment: switched off, pausing after a failure, or the month's budget is spent."""
