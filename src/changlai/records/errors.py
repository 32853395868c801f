"""Expected refusals of the record room."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Forbidden, Refusal


class NotYourView(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _("This view is everybody's. Make a copy of your own, or ask somebody who may share views to change it."),
            rule="not_your_view",
        )


class NothingMeant(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing is selected any more. Select what you mean, then try again."), rule="nothing_meant")


class TooManyMeant(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("At most %(most)d records can be named one by one. Send a filter that means them instead.")
            % {"most": most},
            rule="too_many_meant",
        )


class NothingToTryAgain(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing failed in this run, or it is still going on. Look at it again when it has ended."),
            rule="nothing_to_try_again",
        )


class UnknownDeed(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("“%(name)s” cannot be done with these records. Choose something that is offered.") % {"name": slug},
            rule="unknown_deed",
        )


class BadArgument(Refusal):
    def __init__(self, label: object) -> None:
        super().__init__(
            _("Choose something for “%(name)s” that is still offered.") % {"name": label}, rule="bad_argument"
        )
        self.label = label


class ChangedMeanwhile(Conflict):
    def __init__(self, label: object) -> None:
        super().__init__(
            _("Somebody changed “%(name)s” while you were writing. Look at it, then write again.") % {"name": label},
            rule="changed_meanwhile",
        )


class NotWritable(Refusal):
    def __init__(self, label: object) -> None:
        super().__init__(_("“%(name)s” cannot be changed here.") % {"name": label}, rule="not_writable")


class BadFilter(Refusal):
    """A tree of conditions that cannot be asked: which condition, what is wrong, what to do.

    ``facts["place"]`` is where it stands in the tree (``/all/0/any/1``), ``facts["problem"]`` a stable slug.
    """

    def __init__(self, problem: str, sentence: object, *, place: str = "", number: int = 0, about: str = "") -> None:
        told = str(sentence)
        if number:
            facts = {"number": number, "about": about, "problem": told}
            told = gettext("Condition %(number)d (%(about)s): %(problem)s") % facts
        super().__init__(told, rule="records.bad_filter", facts={"place": place, "problem": problem})


class BadValue(Refusal):
    """A field got what it cannot hold; names the field and says what it takes."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(
            _("%(field)s: %(sentence)s") % {"field": field, "sentence": sentence}, rule="records.bad_value"
        )
        self.field, self.plain = field, sentence


class Missing(BadValue):
    """A required field is empty."""

    def __init__(self, field: str) -> None:
        super().__init__(field, gettext("This field is required. Fill it in."))


class Taken(BadValue):
    """Another record has this value of a field in which no two may have the same."""

    def __init__(self, field: str) -> None:
        super().__init__(field, gettext("Another record has this value already, and no two may have the same."))


class NameTaken(Refusal):
    """Two sections, fields or choices of one name: nobody could tell them apart."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already one called “%(name)s” here. Choose another name.") % {"name": name},
            rule="records.name_taken",
        )


class NotUnique(Refusal):
    """Records have the same value already, so the field cannot demand different ones."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Several records have the same value of “%(name)s”. Make them different first.") % {"name": name},
            rule="records.not_unique",
        )


class BeingPurged(Refusal):
    """What is being deleted does not come back."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is being deleted with its values and cannot be restored. Make a new field.") % {"name": name},
            rule="records.being_purged",
        )


class NotEmpty(Refusal):
    """A section goes only when no field stands in it any more."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Fields stand in the section “%(name)s”. Move or archive and purge them first.") % {"name": name},
            rule="records.section_not_empty",
        )


class MayNotUnmaskValue(Forbidden):
    """The full value is not for this member."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your role does not include looking at masked values. An administrator can give you another role "
                "under Settings, Colleagues."
            ),
            rule="records.may_not_unmask",
        )


class CannotExport(Forbidden):
    """Lists of this kind are not the member's to take away."""

    def __init__(self) -> None:
        super().__init__(
            _("Your role does not include exporting these lists. An administrator can allow it under Settings, Roles."),
            rule="records.cannot_export",
        )


class ListExportUnderWay(Conflict):
    """One file at a time for each member."""

    def __init__(self) -> None:
        super().__init__(
            _("Another export of yours is being made. Wait until it is done, or stop it, then try again."),
            rule="records.export_under_way",
        )


class ListExportOver(Conflict):
    """It has ended already, or has not failed."""

    def __init__(self) -> None:
        super().__init__(_("This export has ended already. Reload the page."), rule="records.export_over")


class ListExportGone(Refusal):
    """The file is not there, or not any more."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This file is not there any more, or not yet. Export the list again."), rule="records.export_gone"
        )
