"""What people fill in about a customer."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers.actions import Basics, normal
from changlai.customers.enums import FieldKind
from changlai.customers.errors import BadValue
from changlai.customers.models import Field, FieldOption

NOTE_LENGTH = 4000
GENDERS = [("", _("Not known")), ("male", _("Male")), ("female", _("Female"))]
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
    FieldKind.EMAIL: _("E-mail"),
    FieldKind.URL: _("Web address"),
}
_QUIET = {"autocomplete": "off"}


class NameForm(forms.Form):
    """Another name for a customer; platforms no longer change it."""

    name = forms.CharField(
        label=_("Customer name"),
        max_length=120,
        error_messages={
            "required": _("A customer needs a name. Write the one your colleagues know them by."),
            "max_length": _("A name has at most 120 characters. Shorten it."),
        },
        widget=forms.TextInput(attrs=_QUIET),
    )


class OwnerForm(forms.Form):
    """Who is responsible; nobody when left empty."""

    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        error_messages={"invalid_choice": _("This colleague is no longer here. Choose somebody else.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Stands in the history of the customer."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    keep_looking = forms.BooleanField(
        label=_("Whoever was responsible may go on looking, as a collaborator"), required=False
    )

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues


class CollaboratorForm(forms.Form):
    """Who works on a customer beside the owner."""

    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=None,
        empty_label=_("Choose a colleague"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This colleague is no longer here. Choose somebody else."),
        },
    )
    can_write = forms.BooleanField(label=_("May change the customer too"), required=False)

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["member"]).queryset = colleagues


class NoteForm(forms.Form):
    """A note on the timeline."""

    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("A note has at most 4,000 characters. Shorten it or write two.")},
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class BasicsForm(forms.Form):
    """The facts every customer has."""

    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it like 1990-01-31.")},
    )
    company = forms.CharField(label=_("Company"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))
    position = forms.CharField(
        label=_("Position"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    city = forms.CharField(label=_("City"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))
    address = forms.CharField(label=_("Address"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET))
    source = forms.CharField(label=_("Source"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))


class ContactForm(forms.Form):
    """A phone number or an e-mail address."""

    contact = forms.CharField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Write a phone number or an e-mail address.")},
    )

    def clean_contact(self) -> tuple[str, str]:
        """Kind and text; refuses what is neither."""
        text = str(self.cleaned_data["contact"])
        kind = "email" if "@" in text else "phone"
        if not normal(kind, text):
            raise forms.ValidationError(
                _("This is no personal phone number or e-mail address. Write it like 13800136120 or name@example.com.")
            )
        return kind, text


class NewCustomerForm(NameForm, BasicsForm):
    """A customer made by hand."""

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs=_QUIET))
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.TextInput(attrs=_QUIET))
    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        error_messages={"invalid_choice": _("This colleague is no longer here. Choose somebody else.")},
    )
    field_order = ("name", "phone", "email", "owner", "source")

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues

    def clean_phone(self) -> str:
        return self._contact("phone", gettext("This is no personal phone number. Write it like 13800136120."))

    def clean_email(self) -> str:
        return self._contact("email", gettext("This is no e-mail address. Write it like name@example.com."))

    def _contact(self, kind: str, sentence: str) -> str:
        text = str(self.cleaned_data[kind])
        if text and not normal(kind, text):
            raise forms.ValidationError(sentence)
        return text

    def basics(self) -> Basics:
        """What was filled in."""
        told = self.cleaned_data
        names = ("name", "gender", "birthday", "company", "position", "city", "address", "source")
        return Basics(
            **{name: told[name] for name in names},
            phones=(told["phone"],) if told["phone"] else (),
            emails=(told["email"],) if told["email"] else (),
        )


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


class OrderForm(forms.Form):
    """Ids in their new order, separated by commas."""

    ids = forms.RegexField(regex=r"^[0-9]{1,18}(,[0-9]{1,18}){0,999}$")

    def clean_ids(self) -> list[int]:
        return [int(one) for one in str(self.cleaned_data["ids"]).split(",")]
