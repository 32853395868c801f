"""Shapes of what comes in through the inbox's pages."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

TEXT_LENGTH = 20_000  # characters; the channel's own limit is the gate's business


class ReplyForm(forms.Form):
    """An answer: a text, a file, or both."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=TEXT_LENGTH,
        error_messages={"max_length": _("The text has %(show_value)d characters; at most %(limit_value)d are taken.")},
    )
    file = forms.FileField(required=False, allow_empty_file=True)  # an empty one is refused by name later

    def uploads(self) -> "list[UploadedFile[bytes]]":
        """The files, if any."""
        file = self.cleaned_data.get("file")
        return [file] if file else []


class AssignmentForm(forms.Form):
    """Whom a conversation is handed to; empty: nobody."""

    member = forms.IntegerField(required=False, min_value=1)
