from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """A new API token for oneself. Days of life; empty for no end."""

    name = forms.CharField(
        label=_("Program"), max_length=80, help_text=_("Which program will use it, such as “web shop”.")
    )
    days = forms.TypedChoiceField(
        label=_("Expires"),
        coerce=int,
        choices=[(30, _("in 30 days")), (90, _("in 90 days")), (365, _("in a year")), (0, _("never"))],
        initial=90,
    )
