"""Shapes of what comes in through the inbox's pages."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from changlai.inbox.enums import BulkAction, DraftKind
from changlai.inbox.models.lists import NAME_LENGTH
from changlai.kernel import db

TOMORROW = 24  # hours a snooze lasts when nothing else is said
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

    cc = forms.CharField(required=False, max_length=2000)  # of a letter: who else gets it, separated by commas

    warned = forms.BooleanField(required=False)  # its writer was told of words to be careful with, and means them

    send_at = forms.CharField(required=False, max_length=40)  # a moment of a datetime-local field: send it then
    send_at_own = forms.CharField(required=False, max_length=40)

    def clean_cc(self) -> str | None:
        """Addresses; None when nobody was asked."""
        if "cc" not in self.data:
            return None
        found = [one.strip() for one in re.split(r"[,;，；]", self.cleaned_data["cc"]) if one.strip()]
        try:
            for one in found:
                validate_email(one)
        except ValidationError:
            raise ValidationError(_("Under Cc, “%(one)s” is no address.") % {"one": one}, code="cc") from None
        return ", ".join(found)

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
        return db.ids_of(given)


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


class FolderForm(forms.Form):
    """A folder for the list as it is narrowed now."""

    name = forms.CharField(label=_("Name of the folder"), max_length=NAME_LENGTH)
    is_team = forms.BooleanField(label=_("For the whole team"), required=False)


class BulkForm(forms.Form):
    """What is done to many conversations: to those of ``ids``, or with ``all`` to every one the list shows."""

    action = forms.ChoiceField(choices=[(one.value, one.value) for one in BulkAction])
    ids = forms.CharField(required=False, max_length=20_000)
    all = forms.BooleanField(required=False)
    member = forms.IntegerField(required=False, min_value=1)
    reason = forms.IntegerField(required=False, min_value=1)
    hours = forms.IntegerField(required=False, min_value=1, max_value=24 * 60)

    def chosen(self) -> list[int]:
        """Ids of the selected conversations."""
        return db.ids_of(self.cleaned_data["ids"].split(","))

    def parameters(self, now: datetime) -> dict[str, Any]:
        """What the action needs to know."""
        given = self.cleaned_data
        match BulkAction(given["action"]):
            case BulkAction.ASSIGN:
                return {"member_id": given["member"]}
            case BulkAction.CLOSE:
                return {"reason_id": given["reason"]}
            case BulkAction.SNOOZE:
                return {"until": (now + timedelta(hours=given["hours"] or TOMORROW)).isoformat()}
            case _:
                return {}
