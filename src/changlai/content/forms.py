"""What people fill in about scripts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.content.contracts import FOLDER_LENGTH, NAMES, SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, unknown
from changlai.content.errors import UnknownVariables


class ScriptForm(forms.Form):
    """A script, new or changed."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    shortcut = forms.RegexField(
        r"^/?[\w-]*$",
        label=_("Shortcut"),
        required=False,
        max_length=SHORTCUT_LENGTH,
        help_text=_("Found with / and these letters in the composer, for example /price."),
        error_messages={"invalid": _("Letters, figures, _ and - only, without spaces.")},
    )
    folder = forms.CharField(label=_("Folder"), required=False, max_length=FOLDER_LENGTH)
    text = forms.CharField(label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    is_private = forms.BooleanField(label=_("Only for me"), required=False)
    upload = forms.FileField(label=_("File that goes with it"), required=False)

    def __init__(self, *args: Any, may_manage: bool, folders: list[str], **options: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **options)
        self.fields["folder"].widget.attrs |= {"list": "script-folders", "autocomplete": "off"}
        self.folders = folders
        if not may_manage:
            self.fields["is_private"].disabled = True
            self.fields["is_private"].initial = True

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if strange := unknown(text):
            raise forms.ValidationError(str(UnknownVariables(strange, sorted(NAMES)).sentence))
        return text


class ImportForm(forms.Form):
    """A table of scripts."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: folder, shortcut, title, text, private. A known shortcut is changed, others are added."),
    )
