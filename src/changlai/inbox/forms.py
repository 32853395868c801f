"""Shapes of what comes in through the inbox's pages."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from changlai.inbox.enums import DraftKind

TEXT_LENGTH = 20_000  # characters; the channel's own limit is the gate's business


class ReplyForm(forms.Form):
    """An answer: a text, files, or both."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=TEXT_LENGTH,
        error_messages={"max_length": _("The text has %(show_value)d characters; at most %(limit_value)d are taken.")},
    )

    seen = forms.IntegerField(required=False, min_value=1)  # the last message there when the answer was begun

    send_at = forms.CharField(required=False, max_length=40)  # a moment of a datetime-local field: send it then
    send_at_own = forms.CharField(required=False, max_length=40)

    def moment(self) -> str:
        """When it is to be sent, as it was written; empty for at once."""
        return str(self.cleaned_data["send_at"] or self.cleaned_data["send_at_own"])

    def uploads(self) -> "list[UploadedFile[bytes]]":
        """The files called ``file``, if any; what they are is examined where they are kept."""
        return list(self.files.getlist("file")) if self.files else []


class NoteForm(ReplyForm):
    """A private note. ``mention`` names colleagues by id, beside those whose names stand behind an @."""

    def mentions(self) -> list[int]:
        """Ids of the colleagues chosen in the picker."""
        given = self.data.getlist("mention") if isinstance(self.data, QueryDict) else []
        return [int(one) for one in given if one.isascii() and one.isdecimal()]


class DraftForm(forms.Form):
    """What is typed and not sent."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in DraftKind])
    text = forms.CharField(required=False, strip=False, max_length=TEXT_LENGTH)


class AssignmentForm(forms.Form):
    """Whom a conversation is handed to; empty: nobody."""

    member = forms.IntegerField(required=False, min_value=1)


class ClosureForm(forms.Form):
    """Why a conversation is closed; empty: nobody says."""

    reason = forms.IntegerField(required=False, min_value=1)
