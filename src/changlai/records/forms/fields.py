"""What people fill in to define own fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.records.inputs import KINDS, QUIET

OPTION_LENGTH = 60


class SectionForm(forms.Form):
    """A section's name."""

    name = forms.CharField(
        label=_("Name of the section"),
        max_length=40,
        widget=forms.TextInput(attrs=QUIET),
        error_messages={"required": _("Give it a name, for example “Home”.")},
    )


class DefinitionForm(forms.Form):
    """A field's name and rules; its choices where it has some."""

    name = forms.CharField(
        label=_("Name of the field"),
        max_length=40,
        widget=forms.TextInput(attrs=QUIET),
        error_messages={"required": _("Give it a name, for example “Size of the flat”.")},
    )
    help = forms.CharField(label=_("Help"), max_length=200, required=False, widget=forms.TextInput(attrs=QUIET))
    choices = forms.CharField(
        label=_("New choices"),
        required=False,
        help_text=_("One a line, at most 60 characters each."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_required = forms.BooleanField(label=_("Must be filled in"), required=False)
    is_unique = forms.BooleanField(label=_("No two records have the same value"), required=False)
    is_searchable = forms.BooleanField(
        label=_("Searchable"), required=False, help_text=_("The search finds a record by what stands in it.")
    )
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


class ArrangementForm(forms.Form):
    """Ids in their new order, separated by commas."""

    ids = forms.RegexField(regex=r"^[0-9]{1,18}(,[0-9]{1,18}){0,999}$")

    def clean_ids(self) -> list[int]:
        return [int(one) for one in str(self.cleaned_data["ids"]).split(",")]
