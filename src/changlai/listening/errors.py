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


class RecountGoesOn(Conflict):
    """The board is counted once at a time."""

    def __init__(self) -> None:
        super().__init__(
            _("The figures are being counted already. Wait until that has ended."), rule="listening.recount_goes_on"
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


class CannotOwnCase(Refusal):
    """Only who works on cases can be given one."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s may not work on cases. Choose another colleague, or have an administrator change their role.")
            % {"name": name},
            rule="listening.cannot_own_case",
        )


class NotYourCase(Refusal):
    """The member may see the case, but not work on it."""

    status = 403

    def __init__(self, number: int) -> None:
        super().__init__(
            _("You may look at case %(number)d, but not work on it. Ask its owner, or have it given to you.")
            % {"number": number},
            rule="listening.not_your_case",
        )


class CaseClosed(Conflict):
    """A case that is solved or dropped is taken up again before anything is done in it."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Case %(number)d is closed. Take it up again first.") % {"number": number}, rule="listening.case_closed"
        )


class CaseOpenAlready(Conflict):
    """An author has at most one open case."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("The author has another open case by now, number %(number)d. Go on there.") % {"number": number},
            rule="listening.case_open_already",
        )


class NothingNoted(Refusal):
    """An empty note."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to note yet. Write it first."), rule="listening.nothing_noted")


class OutcomeMissing(Refusal):
    """Nobody learns from a case without an outcome."""

    def __init__(self) -> None:
        super().__init__(
            _("Say in a sentence how it was solved: the next colleague with such a case will read it."),
            rule="listening.outcome_missing",
        )


class NothingToLookFor(Refusal):
    """A rule about words needs some."""

    def __init__(self) -> None:
        super().__init__(
            _("A rule about certain words needs at least one word. Write it, or choose another kind of rule."),
            rule="listening.nothing_to_look_for",
        )


class NoPrivateTalk(Refusal):
    """The person cannot be written to in private."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no way to write to this person in private here. Answer in public and ask them to write to us."),
            rule="listening.no_private_talk",
        )


class TakenInAlready(Conflict):
    """A name that a case made somebody's, or by which alone a customer is known, is not taken away again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "What this author said stands on the record of %(name)s already. If they are two people, tell them "
                "apart on the page of the customer."
            )
            % {"name": name or _("this customer")},
            rule="listening.taken_in_already",
        )


class NotSolvedYet(Refusal):
    """People are asked how it was solved once it is."""

    def __init__(self) -> None:
        super().__init__(
            _("The case is not solved yet. Mark it as solved first, then ask how it was."),
            rule="listening.not_solved_yet",
        )


class RatedBefore(Conflict):
    """A case is rated once."""

    def __init__(self) -> None:
        super().__init__(_("This has been rated already. Thank you!"), rule="listening.rated_before")


class EmptyTopic(Refusal):
    """A topic that listens for nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("Say what to listen for: at least one word, or one account to watch."), rule="listening.empty_topic"
        )
