"""Expected refusals of the listening room."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Refusal


class BadExpression(Refusal):
    """The words of a topic cannot be read; ``place`` is the character (from 0) where reading stopped."""

    def __init__(self, sentence: object, place: int) -> None:
        super().__init__(sentence, rule="listening.bad_expression", facts={"place": place})
        self.place = place


class NameTaken(Conflict):
    """Two of one kind never have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already one called “%(name)s”. Choose another name, or open that one.") % {"name": name},
            rule="listening.name_taken",
        )


class SourceOff(Refusal):
    """Nothing comes in through a source that is switched off."""

    def __init__(self) -> None:
        super().__init__(
            _("This source is switched off, so nothing is taken in. Switch it on in the register of sources."),
            rule="listening.source_off",
        )


class BadSource(Refusal):
    """A line of the register cannot be so; ``field`` is its name in the API."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(sentence, rule=f"listening.bad_{field}", facts={"field": field})
        self.field = field
