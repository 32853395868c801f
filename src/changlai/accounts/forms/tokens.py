from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts import catalogue
from changlai.accounts.models import Role

AS_MEMBER = ""


class TokenForm(forms.Form):
    """A new API token for oneself. Days of life; empty for no end. ``cleaned_data["role"]`` is a Role or None."""

    name = forms.CharField(
        label=_("Program"), max_length=80, help_text=_("Which program will use it, such as “web shop”.")
    )
    role = forms.ChoiceField(
        label=_("May do"), required=False, help_text=_("Never more than you may: of two limits the narrower holds.")
    )
    areas = forms.MultipleChoiceField(
        label=_("Only in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: everywhere."),
    )
    is_read_only = forms.BooleanField(label=_("Only to read"), required=False)
    days = forms.TypedChoiceField(
        label=_("Expires"),
        coerce=int,
        choices=[(30, _("in 30 days")), (90, _("in 90 days")), (365, _("in a year")), (0, _("never"))],
        initial=90,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.roles = {str(role.pk): role for role in Role.objects.order_by("id")}
        narrowed = [(key, role.label) for key, role in self.roles.items()]
        cast("forms.ChoiceField", self.fields["role"]).choices = [(AS_MEMBER, _("What I may do")), *narrowed]
        areas = catalogue.area_choices()
        cast("forms.MultipleChoiceField", self.fields["areas"]).choices = list(areas.items())

    def clean_role(self) -> Role | None:
        return self.roles.get(self.cleaned_data["role"])

    def clean_areas(self) -> list[str]:
        """A choice may stand for several first parts that share one name on screen."""
        return [area for chosen in self.cleaned_data["areas"] for area in chosen.split(" ")]
