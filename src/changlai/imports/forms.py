"""What people fill in about an import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.imports.enums import Basis, TwinChoice
from changlai.imports.models import NAME_LENGTH, SOURCE_LENGTH

BASES = [
    (Basis.CONSENT.value, _("They agreed to it")),
    (Basis.CONTRACT.value, _("A contract or order with them needs it")),
    (Basis.OWN.value, _("They come from another system of ours")),
    (Basis.PUBLIC.value, _("They made them public themselves")),
    (Basis.OTHER.value, _("Another reason the law allows")),
]
CHOICES = [
    (TwinChoice.FILL.value, _("Fill in what is empty")),
    (TwinChoice.SKIP.value, _("Leave out")),
    (TwinChoice.OVERWRITE.value, _("Overwrite")),
    (TwinChoice.CREATE.value, _("Make a new one")),
]


class UploadForm(forms.Form):
    """A file, and what its rows are about."""

    kind = forms.CharField(max_length=40, required=False)
    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )


class SettleForm(forms.Form):
    """Where the data come from, and what happens with duplicates."""

    source = forms.CharField(
        label=_("Where do these data come from?"),
        max_length=SOURCE_LENGTH,
        error_messages={"required": _("Say where these data come from, like “Canton Fair 2026, visitors' cards”.")},
        help_text=_("Stands as the source of every new customer whose row names none."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "sources"}),
    )
    basis = forms.ChoiceField(label=_("Why may you use them?"), choices=BASES)
    on_twin = forms.ChoiceField(label=_("Who is there already"), choices=CHOICES)
    template = forms.CharField(
        label=_("Keep as a template called"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("A table with the same headers is recognised next time."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
