"""What an operator fills in."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RewindForm(forms.Form):
    """From which moment on a consumer reads again."""

    since = forms.DateTimeField(
        label=_("Handle everything again since"),
        error_messages={
            "required": _("Choose a moment: everything that was written since is handled again."),
            "invalid": _("This is not a date and time. Write it like 2026-11-20 08:00."),
        },
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )

    def clean_since(self) -> datetime:
        """Not in the future: nothing has been written there."""
        since: datetime = self.cleaned_data["since"]
        if since > timezone.now():
            raise forms.ValidationError(_("This moment lies in the future. Choose one that has passed."), code="future")
        return since
