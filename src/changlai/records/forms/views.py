"""What people fill in about views of lists."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.records.models.views import NAME_LENGTH


class ViewForm(forms.Form):
    """A view's name, and whose it is."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Give it a name of at most 40 characters, for example “Wrote this week”."),
            "max_length": _("A name has at most 40 characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_team = forms.BooleanField(
        label=pgettext_lazy("view", "For everybody"),
        required=False,
        help_text=_("Everybody who may see these records sees the view. They see in it only what they may see."),
    )
