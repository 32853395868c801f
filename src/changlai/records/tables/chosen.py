"""What somebody chose for a deed, in words for its report."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.records import offers, registry
from changlai.records.contracts import Argument, Deed
from changlai.records.enums import AttributeKind
from changlai.records.models import DeedRun


class Chosen:
    """Words for the runs of one page: what options are called is asked once, however many runs chose among them."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self._names: dict[tuple[str, str], Mapping[str, str]] = {}

    def words(self, run: DeedRun) -> str:
        """Such as “City: Hangzhou”; nothing of a deed that asks for nothing, and of what the member sees masked."""
        deed = offers.of(run.kind).get(run.deed) if run.kind in registry.kinds() else None
        if deed is None:
            return ""
        told = [self._argument(deed, one, run.arguments.get(one.name)) for one in self._asked(deed, run.arguments)]
        return _(", ").join(one for one in told if one)

    def _asked(self, deed: Deed, kept: Mapping[str, Any]) -> Iterator[Argument]:
        if not offers.is_setting(deed):
            yield from deed.arguments() if deed.arguments else ()
            return
        attribute = registry.attributes(deed.kind).get(str(kept.get(offers.PATH)))
        if attribute is not None and not (attribute.masked and not self.member.role.shows(attribute.masked)):
            yield offers.argument_of(attribute)

    def _argument(self, deed: Deed, argument: Argument, kept: Any) -> str:  # noqa: ANN401 - kept JSON
        texts = [str(one) for one in (kept if isinstance(kept, list) else [kept]) if one]
        names = self._known(deed, argument)
        shown = _(", ").join(names.get(one, one) for one in texts)
        if not shown and not offers.is_setting(deed):
            return ""
        return _("%(field)s: %(text)s") % {"field": argument.label, "text": shown or _("emptied")}

    def _known(self, deed: Deed, argument: Argument) -> Mapping[str, str]:
        if argument.kind == AttributeKind.YES_NO:
            return {"1": _("Yes"), "0": _("No")}
        if argument.options is None:
            return {}
        place = (deed.slug, f"{argument.name} {argument.label}")
        if place not in self._names:
            self._names[place] = {one.value: str(one.label) for one in argument.options()}
        return self._names[place]
