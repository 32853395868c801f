"""An organisation's own fields: their definitions, and what a customer has in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.models import Member
from changlai.customers import queries, values
from changlai.customers.enums import FieldKind
from changlai.customers.errors import BadValue
from changlai.customers.models import Customer, Field, FieldOption

OPTION_LENGTH = 60
KINDS = {
    FieldKind.TEXT: pgettext_lazy("kind of field", "Text"),
    FieldKind.LONG_TEXT: _("Long text"),
    FieldKind.NUMBER: _("Number"),
    FieldKind.DATE: _("Date"),
    FieldKind.CHOICE: _("One choice"),
    FieldKind.CHOICES: _("Several choices"),
    FieldKind.MEMBER: _("Colleague"),
    FieldKind.PHONE: _("Phone"),
    FieldKind.EMAIL: pgettext_lazy("address", "E-mail"),
    FieldKind.URL: _("Web address"),
}
_QUIET = {"autocomplete": "off"}


class FieldsForm(forms.Form):
    """An organisation's own fields, drawn from their definitions. Values are read by the action, not here."""

    def __init__(
        self,
        fields: Sequence[Field],
        options: Mapping[int, Sequence[FieldOption]],
        members: Sequence[Member],
        *args: Any,  # noqa: ANN401 - Django's signature
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = list(fields)
        for one in fields:
            self.fields[f"field-{one.pk}"] = _form_field(one, options.get(one.pk, ()), members)

    def given(self) -> dict[int, object]:
        """What was sent, by the id of the field."""
        return {one.pk: self._raw(one) for one in self.definitions}

    def _raw(self, one: Field) -> object:
        name = f"field-{one.pk}"
        is_list = one.kind == FieldKind.CHOICES
        return self.data.getlist(name) if is_list and hasattr(self.data, "getlist") else self.data.get(name, "")

    def refuse(self, refusal: BadValue) -> None:
        """Show what is wrong below the field it is about."""
        for one in self.definitions:
            if one.name == refusal.field:
                self.add_error(f"field-{one.pk}", refusal.plain)


def fields_form(
    fields: Sequence[Field], *, data: QueryDict | None = None, customer: Customer | None = None
) -> FieldsForm:
    """The form of these fields, with what the customer has in them."""
    held = queries.values_of(customer, fields) if customer else {}
    options = {one.pk: _offered(one, held.get(one.pk, values.NOTHING)) for one in fields if _has_options(one)}
    needs_members = any(one.kind == FieldKind.MEMBER for one in fields)
    members = list(Member.objects.filter(is_active=True).order_by("name", "id")) if needs_members else []
    initial = {f"field-{pk}": _typed(value) for pk, value in held.items()}
    return FieldsForm(fields, options, members, data, initial=initial)


def _has_options(field: Field) -> bool:
    return field.kind in values.WITH_OPTIONS


def _offered(field: Field, value: values.Value) -> list[FieldOption]:
    return [one for one in queries.options_of(field) if one.archived_at is None or one.pk in value.option_ids]


def _typed(value: values.Value) -> object:
    if value.option_ids:
        return [str(one) for one in value.option_ids]
    return str(value.member_id) if value.member_id else values.written(value)


def _form_field(one: Field, options: Sequence[FieldOption], members: Sequence[Member]) -> forms.Field:
    common: dict[str, Any] = {"label": one.name, "help_text": one.help, "required": False}
    widget: forms.Widget
    match one.kind:
        case FieldKind.CHOICE:
            choices = [("", _("Not chosen")), *((str(o.pk), o.name) for o in options)]
            made: forms.Field = forms.CharField(**common, widget=forms.Select(choices=choices))
        case FieldKind.CHOICES:
            boxes = [(str(o.pk), o.name) for o in options]
            made = forms.MultipleChoiceField(**common, choices=boxes, widget=forms.CheckboxSelectMultiple)
        case FieldKind.MEMBER:
            people = [("", _("Nobody")), *((str(m.pk), m.name) for m in members)]
            made = forms.CharField(**common, widget=forms.Select(choices=people))
        case FieldKind.LONG_TEXT:
            made = forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 3}))
        case _:
            types = {FieldKind.DATE: "date", FieldKind.PHONE: "tel", FieldKind.EMAIL: "email", FieldKind.URL: "url"}
            widget = forms.TextInput(attrs={**_QUIET, "type": types.get(FieldKind(one.kind), "text")})
            if one.kind == FieldKind.NUMBER:
                widget = forms.TextInput(attrs={**_QUIET, "inputmode": "decimal"})
            made = forms.CharField(**common, widget=widget)
    return made


class SectionForm(forms.Form):
    """A section's name."""

    name = forms.CharField(
        label=_("Name of the section"),
        max_length=40,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give it a name, for example “Home”.")},
    )


class DefinitionForm(forms.Form):
    """A field's name and rules; its choices where it has some."""

    name = forms.CharField(
        label=_("Name of the field"),
        max_length=40,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give it a name, for example “Size of the flat”.")},
    )
    help = forms.CharField(label=_("Help"), max_length=200, required=False, widget=forms.TextInput(attrs=_QUIET))
    choices = forms.CharField(
        label=_("New choices"),
        required=False,
        help_text=_("One a line, at most 60 characters each."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_required = forms.BooleanField(label=_("Must be filled in"), required=False)
    is_unique = forms.BooleanField(label=_("No two customers have the same value"), required=False)
    is_masked = forms.BooleanField(
        label=_("Masked"), required=False, help_text=_("Shown only to roles that see masked fields of your own.")
    )

    def clean_choices(self) -> list[str]:
        """The lines that say something."""
        names = [" ".join(line.split()) for line in str(self.cleaned_data["choices"]).splitlines() if line.strip()]
        if any(len(name) > OPTION_LENGTH for name in names):
            raise forms.ValidationError(_("A choice has at most 60 characters. Shorten it."))
        return names


class NewDefinitionForm(DefinitionForm):
    """A new field: its kind cannot be changed later."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    field_order = ("name", "kind", "help")
