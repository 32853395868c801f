"""Expected refusals of compliance."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Refusal


class NoAddress(Refusal):
    """Nothing that could be on the suppression list."""

    def __init__(self) -> None:
        super().__init__(
            _("This is no address. Give its kind (phone, email ...) and its value."), rule="compliance.no_address"
        )


class NoWord(Refusal):
    """Signs only."""

    def __init__(self, word: str) -> None:
        super().__init__(
            _("“%(word)s” has no letter or digit to look for. Write a word.") % {"word": word},
            rule="compliance.no_word",
        )


class TooManyWords(Refusal):
    """The list is compared with every message."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("The list holds at most %(most)d words. Remove some first.") % {"most": most},
            rule="compliance.too_many_words",
        )


class ListTooLong(Refusal):
    """Nothing of it is taken, so that nobody believes the rest was."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("The file has more than %(most)d lines. Split it and import its parts.") % {"most": most},
            rule="compliance.list_too_long",
        )


class RequestClosed(Conflict):
    """Somebody was faster, or its time has come."""

    def __init__(self) -> None:
        super().__init__(
            _("This request is finished or under way already. Reload the page."), rule="compliance.request_closed"
        )


class AlreadyAsked(Conflict):
    """One request of a kind at a time."""

    def __init__(self) -> None:
        super().__init__(
            _("There is an unfinished request of this kind for this customer. Look under Settings, Data requests."),
            rule="compliance.already_asked",
        )


class OwnApproval(Refusal):
    """Four eyes."""

    def __init__(self) -> None:
        super().__init__(
            _("You have asked for this erasure yourself. Another colleague has to agree to it."),
            rule="compliance.own_approval",
        )


class CopyGone(Refusal):
    """Fetched, or too late."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This copy was fetched already or its time is over. Ask for a new one."), rule="compliance.copy_gone"
        )
