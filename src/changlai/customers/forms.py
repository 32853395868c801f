"""What people fill in about a customer."""

from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member

NOTE_LENGTH = 4000


class NameForm(forms.Form):
    """Another name for a customer; platforms no longer change it."""

    name = forms.CharField(
        label=_("Customer name"),
        max_length=120,
        error_messages={
            "required": _("A customer needs a name. Write the one your colleagues know them by."),
            "max_length": _("A name has at most 120 characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OwnerForm(forms.Form):
    """Who is responsible; nobody when left empty."""

    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        error_messages={"invalid_choice": _("This colleague is no longer here. Choose somebody else.")},
    )

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues


class NoteForm(forms.Form):
    """A note on the timeline."""

    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        error_messages={
            "required": _("The note is empty. Write what your colleagues should know."),
            "max_length": _("A note has at most 4,000 characters. Shorten it or write two."),
        },
        widget=forms.Textarea(attrs={"rows": 1}),
    )
