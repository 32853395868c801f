"""What people fill in to stop and resume sending."""

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts.actions.sending import REASON_LENGTH
from changlai.compliance.enums import Fate


class FreezeForm(forms.Form):
    """Why sending is stopped."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        help_text=_("Everybody reads it at the top of every page, for example “restored from the backup of Monday”."),
        error_messages={"required": _("Say in a few words why; your colleagues read it on every page.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ThawForm(forms.Form):
    """What becomes of what waits: nothing is chosen beforehand, because both may be wrong."""

    waiting = forms.TypedChoiceField(
        label=_("The messages that wait"),
        choices=[(one.value, one.label) for one in Fate],
        coerce=Fate,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the messages that wait.")},
    )
