"""Expected refusals of content."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Forbidden, Refusal


class UnknownVariables(Refusal):
    """``names`` are not among ``known``, the names of all variables."""

    def __init__(self, names: Sequence[str], known: Iterable[str]) -> None:
        super().__init__(
            _("There is no variable %(names)s. There are: %(known)s.")
            % {
                "names": ", ".join(f"{{{name}}}" for name in names),
                "known": ", ".join(f"{{{name}}}" for name in known),
            },
            rule="content.unknown_variable",
        )


class ShortcutTaken(Conflict):
    def __init__(self, shortcut: str) -> None:
        super().__init__(
            _("Another script has the shortcut /%(shortcut)s already. Choose a different one.")
            % {"shortcut": shortcut},
            rule="content.shortcut_taken",
        )


class NotYours(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _("The team's scripts are changed by those who may manage them. Keep a private one, or ask for the right."),
            rule="content.not_yours",
        )


class TooManyScripts(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("There are %(most)d scripts already, which is the most. Delete some that nobody uses.") % {"most": most},
            rule="content.too_many",
        )


class TooManyFiles(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("A script has at most %(most)d files. Take one away first.") % {"most": most},
            rule="content.too_many_files",
        )
