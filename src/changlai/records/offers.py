"""The deeds that are offered for a kind of record, and reading what somebody chose for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.records import registry
from changlai.records.contracts import Argument, Attribute, Deed
from changlai.records.enums import AttributeKind
from changlai.records.errors import BadArgument, NotWritable

SET = "set"  # the deed every kind has whose records are written through attributes
PATH, VALUE = "path", "value"
MANY = frozenset({AttributeKind.TAGS, AttributeKind.CHOICES})
MOST_CHOSEN = 200


def of(kind: str) -> dict[str, Deed]:
    """Every deed of a kind by its slug, in their order, setting a field among them."""
    found = dict(registry.deeds(kind))
    setting = _set(kind)
    if setting is not None:
        found[setting.slug] = setting
    return dict(sorted(found.items(), key=lambda one: one[1].order))


def for_member(kind: str, member: Member) -> list[Deed]:
    """The deeds a member may do."""
    return [deed for deed in of(kind).values() if member.can(deed.permission)]


def is_setting(deed: Deed) -> bool:
    """Whether a deed sets an attribute: it asks for one, then for its value."""
    return deed.slug == f"{deed.kind}.{SET}"


def writable(kind: str, member: Member) -> list[Attribute]:
    """The attributes a member may set on many records."""
    return [
        one
        for one in registry.attributes(kind).values()
        if one.write is not None and not one.is_single and not (one.masked and not member.role.shows(one.masked))
    ]


def _set(kind: str) -> Deed | None:
    found = registry.kinds().get(kind)
    if found is None or not registry.sources(kind):
        return None
    return Deed(
        slug=f"{kind}.{SET}",
        kind=kind,
        label=_("Set a field"),
        icon="forms",
        permission=found.edit_permission,
        run=_run_set(kind),
        arguments=None,
        order=40,
    )


def _run_set(kind: str) -> Any:  # noqa: ANN401 - Deed.run
    def run(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
        attribute = registry.attributes(kind).get(_text(given.get(PATH)))
        if attribute is None or attribute.write is None or attribute.is_single:
            raise NotWritable(given.get(PATH, ""))
        return attribute.write(member, ids, given.get(VALUE), now)

    return run


def _text(raw: object) -> str:
    told = raw[0] if isinstance(raw, list | tuple) and raw else raw
    return told if isinstance(told, str) else ""


def read(deed: Deed, given: Mapping[str, Any], member: Member) -> dict[str, Any]:
    """What a member chose for a deed, as it is kept: texts, and lists of texts for several. Raises BadArgument."""
    if is_setting(deed):
        return _read_set(deed, given, member)
    return {one.name: value_of(one, given.get(one.name)) for one in (deed.arguments() if deed.arguments else ())}


def _read_set(deed: Deed, given: Mapping[str, Any], member: Member) -> dict[str, Any]:
    path = _text(given.get(PATH))
    attribute = next((one for one in writable(deed.kind, member) if one.path == path), None)
    if attribute is None:
        raise BadArgument(deed.label)
    return {PATH: attribute.path, VALUE: value_of(argument_of(attribute), given.get(VALUE))}


def argument_of(attribute: Attribute) -> Argument:
    """What setting an attribute asks for: empty takes its value away."""
    return Argument(VALUE, attribute.label, attribute.kind, attribute.options, is_required=False)


def value_of(argument: Argument, raw: Any) -> Any:  # noqa: ANN401 - what a form or JSON holds
    """One argument: a text, or a list of texts where several may be chosen. Raises BadArgument."""
    told = raw if isinstance(raw, list | tuple) else [raw]
    texts = [str(one).replace("\x00", "").strip() for one in told if one not in (None, "")][:MOST_CHOSEN]
    texts = [one for one in texts if one]
    if argument.is_required and not texts:
        raise BadArgument(argument.label)
    if argument.options is not None:
        offered = {option.value for option in argument.options()}
        if any(one not in offered for one in texts):
            raise BadArgument(argument.label)
    if argument.kind in MANY:
        return texts
    return texts[0] if texts else ""
