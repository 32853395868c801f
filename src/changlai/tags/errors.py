"""Expected refusals of the tags."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from changlai.kernel.errors import Refusal


class NameTaken(Refusal):
    """Two groups, or two tags of one group, never have one name: nobody could tell them apart."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already one called “%(name)s” here. Choose another name, or merge the two.") % {"name": name},
            rule="tags.name_taken",
        )


class OneOfGroup(Refusal):
    """A customer has at most one tag of an exclusive group."""

    def __init__(self, group: str) -> None:
        super().__init__(
            _("A customer has at most one tag of the group “%(group)s”. Choose one of them.") % {"group": group},
            rule="tags.one_of_group",
        )


class StillSeveral(Refusal):
    """A group cannot become exclusive while customers have several of its tags."""

    status = 409

    def __init__(self, group: str, count: int) -> None:
        super().__init__(
            ngettext_lazy(
                "%(count)d customer has several tags of the group “%(group)s”. Take all but one away first.",
                "%(count)d customers have several tags of the group “%(group)s”. Take all but one away first.",
                count,
            )
            % {"group": group, "count": count},
            rule="tags.still_several",
        )


class TagGone(Refusal):
    """Somebody deleted it while many were to be marked with it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("A tag that was chosen has been deleted. Nothing was changed here: choose the tags anew."),
            rule="tags.gone",
        )


class TooManyTags(Refusal):
    """A platform that keeps the same tags takes no more."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("An organisation has at most %(most)d tags. Delete or merge some that nobody uses.") % {"most": most},
            rule="tags.too_many",
        )


class MergeIntoItself(Refusal):
    """Two different tags become one."""

    def __init__(self) -> None:
        super().__init__(_("A tag cannot be merged into itself. Choose another one."), rule="tags.merge_into_itself")
