"""Own fields in forms: the inputs drawn from their definitions, for any kind of record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.models import Member
from changlai.records import queries, values
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue
from changlai.records.holders import holder_of
from changlai.records.models import Field, FieldOption, Section
from changlai.records.values import NOTHING, Value
from changlai.ui.static_files import address

KINDS = {
    FieldKind.TEXT: pgettext_lazy("kind of field", "Text"),
    FieldKind.LONG_TEXT: _("Long text"),
    FieldKind.NUMBER: _("Number"),
    FieldKind.MONEY: _("Amount of money"),
    FieldKind.DATE: _("Date"),
    FieldKind.CHOICE: _("One choice"),
    FieldKind.CHOICES: _("Several choices"),
    FieldKind.YES_NO: _("Yes or no"),
    FieldKind.MEMBER: _("Colleague"),
    FieldKind.PHONE: _("Phone"),
    FieldKind.EMAIL: pgettext_lazy("address", "E-mail"),
    FieldKind.URL: _("Web address"),
    FieldKind.PLACE: _("Address: province, city, district"),
    FieldKind.FILE: pgettext_lazy("kind of field", "File"),
}
QUIET = {"autocomplete": "off"}
_TYPES = {FieldKind.DATE: "date", FieldKind.PHONE: "tel", FieldKind.EMAIL: "email", FieldKind.URL: "url"}
_DECIMAL = (FieldKind.NUMBER, FieldKind.MONEY)


class FieldsForm(forms.Form):
    """An organisation's own fields, drawn from their definitions. Values are read by the action, not here."""

    def __init__(
        self,
        fields: Sequence[Field],
        inputs: Mapping[int, Sequence[forms.Field]],
        held: Mapping[int, Value],
        *args: Any,  # noqa: ANN401 - Django's signature
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definitions, self._held = list(fields), held
        for one in fields:
            for name, made in zip(names_of(one), inputs[one.pk], strict=False):
                self.fields[name] = made

    def given(self) -> dict[int, object]:
        """What was sent, by the id of the field; of a file that is left as it is, its id."""
        return {one.pk: self._raw(one) for one in self.definitions}

    def _raw(self, one: Field) -> object:
        name, *more = names_of(one)
        if one.kind == FieldKind.FILE:
            sent = self.files.get(name)
            if isinstance(sent, File):
                return sent
            held = self._held.get(one.pk, NOTHING).file_id
            return "" if self.data.get(more[0]) else str(held or "")
        if one.kind == FieldKind.CHOICES and isinstance(self.data, QueryDict):
            return self.data.getlist(name)
        return self.data.get(name, "")

    def refuse(self, refusal: BadValue) -> None:
        """Show what is wrong below the field it is about."""
        for one in self.definitions:
            if one.name == refusal.field:
                self.add_error(names_of(one)[0], refusal.plain)

    def by_section(self, sections: Sequence[Section]) -> list[tuple[Section, list[forms.BoundField]]]:
        """The inputs as they stand together; sections without any are left out."""
        bound = [
            (section, [inp for one in self.definitions if one.section_id == section.pk for inp in self.bound(one)])
            for section in sections
        ]
        return [(section, found) for section, found in bound if found]

    def bound(self, one: Field) -> list[forms.BoundField]:
        """The inputs of one field."""
        return [self[name] for name in names_of(one) if name in self.fields]


def names_of(field: Field) -> list[str]:
    """The names of a field's inputs: of a file there is a tick besides, which takes it away."""
    name = f"field-{field.pk}"
    return [name, f"{name}-gone"] if field.kind == FieldKind.FILE else [name]


def fields_form(
    of: str,
    fields: Sequence[Field],
    *,
    data: QueryDict | None = None,
    files: "MultiValueDict[str, Any] | None" = None,
    record_id: int = 0,
) -> FieldsForm:
    """The form of these fields of a kind of record, with what the record has in them."""
    held = queries.values_of(holder_of(of), record_id, fields) if record_id else {}
    needs_members = any(one.kind == FieldKind.MEMBER for one in fields)
    members = list(Member.objects.filter(is_active=True).order_by("name", "id")) if needs_members else []
    names = queries.names_in(held.values()).files
    inputs: dict[int, Sequence[forms.Field]] = {}
    for one in fields:
        value = held.get(one.pk, NOTHING)
        if one.kind == FieldKind.FILE:
            inputs[one.pk] = _file_inputs(one, names.get(value.file_id or 0, ""))
        else:
            inputs[one.pk] = [_form_field(one, _offered(one, value), members)]
    initial = {f"field-{one.pk}": _typed(one, held[one.pk]) for one in fields if one.pk in held}
    return FieldsForm(fields, inputs, held, data, files, initial=initial)


def _offered(field: Field, value: Value) -> list[FieldOption]:
    if field.kind not in values.WITH_OPTIONS:
        return []
    return [one for one in queries.options_of(field) if one.archived_at is None or one.pk in value.option_ids]


def _typed(field: Field, value: Value) -> object:
    if value.option_ids:
        return [str(one) for one in value.option_ids]
    return str(value.member_id) if value.member_id else values.written(field, value)


def _file_inputs(one: Field, name: str) -> list[forms.Field]:
    """The input, and where there is a file a tick that takes it away."""
    kept = _("There is %(name)s; another file takes its place.") % {"name": name} if name else one.help
    made: list[forms.Field] = [forms.FileField(label=one.name, help_text=kept, required=False)]
    return [*made, forms.BooleanField(label=_("Take the file away"), required=False)] if name else made


def _form_field(one: Field, options: Sequence[FieldOption], members: Sequence[Member]) -> forms.Field:
    common: dict[str, Any] = {"label": one.name, "help_text": one.help, "required": False}
    choices = _choices(one, options, members)
    if one.kind == FieldKind.CHOICES:
        return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)
    if choices:
        return forms.CharField(**common, widget=forms.Select(choices=choices))
    if one.kind == FieldKind.LONG_TEXT:
        return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 3}))
    if one.kind == FieldKind.PLACE:
        return place_field(**common)
    attrs = {**QUIET, "type": _TYPES.get(FieldKind(one.kind), "text")}
    attrs |= {"inputmode": "decimal"} if one.kind in _DECIMAL else {}
    return forms.CharField(**common, widget=forms.TextInput(attrs=attrs))


def _choices(one: Field, options: Sequence[FieldOption], members: Sequence[Member]) -> list[tuple[str, Any]]:
    match one.kind:
        case FieldKind.CHOICES:
            return [(str(option.pk), option.name) for option in options]
        case FieldKind.CHOICE:
            return [("", _("Not chosen")), *((str(option.pk), option.name) for option in options)]
        case FieldKind.MEMBER:
            return [("", _("Nobody")), *((str(member.pk), member.name) for member in members)]
        case FieldKind.YES_NO:
            return [("", _("Not chosen")), ("1", pgettext_lazy("answer", "Yes")), ("0", pgettext_lazy("answer", "No"))]
    return []


def place_field(**common: Any) -> forms.Field:  # noqa: ANN401 - Django's
    """A text that begins with a province or its code. The island makes of it a choice of province, city and district,
    and a line for the rest; without it the words are typed.
    """
    attrs = {
        **QUIET,
        "placeholder": _("For example 浙江省杭州市西湖区文三路 138 号"),
        "data-island": "place",
        "data-island-src": address("records/islands/place.js"),
        "data-divisions": address("records/divisions.json"),
        "data-words": format_lazy("{}|{}|{}|{}", _("Province"), _("City"), _("District"), _("Street and number")),
    }
    return forms.CharField(**common, widget=forms.TextInput(attrs=attrs))
