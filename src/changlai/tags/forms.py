"""What people fill in about tags."""

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.tags.contracts import NAME_LENGTH

REASON_LENGTH = 200
TONES = [(str(tone), str(tone)) for tone in range(1, 9)]
_NAME_ERRORS = {
    "required": _("Give it a name of at most 30 characters, for example “Wants a mattress”."),
    "max_length": _("A name has at most 30 characters, because WeCom takes no longer one. Shorten it."),
}


class GroupForm(forms.Form):
    """A group: its name, colour and rule."""

    name = forms.CharField(
        label=_("Name of the group"),
        max_length=NAME_LENGTH,
        error_messages=_NAME_ERRORS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tone = forms.ChoiceField(label=_("Colour"), choices=TONES, initial="1")
    is_exclusive = forms.BooleanField(
        label=_("A customer has at most one tag of this group"),
        required=False,
        help_text=_("A new tag takes the place of the one before, for example “low, middle, high”."),
    )


class NamesForm(forms.Form):
    """New tags, one a line."""

    names = forms.CharField(
        label=_("New tags"),
        help_text=_("One a line, at most 30 characters each."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write at least one tag.")},
    )

    def clean_names(self) -> list[str]:
        """The lines that say something. Names that are too long are named."""
        names = [" ".join(line.split()) for line in str(self.cleaned_data["names"]).splitlines() if line.strip()]
        long = next((name for name in names if len(name) > NAME_LENGTH), None)
        if long:
            raise forms.ValidationError(
                _("“%(name)s” is longer than 30 characters. Shorten it."), params={"name": long[:40]}
            )
        return names


class NewGroupForm(GroupForm):
    """A group with its first tags."""

    names = forms.CharField(
        label=_("Its tags"),
        required=False,
        help_text=_("One a line, at most 30 characters each."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    clean_names = NamesForm.clean_names


class TagForm(forms.Form):
    """Another name for a tag."""

    name = forms.CharField(
        label=_("Name of the tag"),
        max_length=NAME_LENGTH,
        error_messages=_NAME_ERRORS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrderForm(forms.Form):
    """Ids in their new order, separated by commas."""

    ids = forms.RegexField(regex=r"^[0-9]{1,18}(,[0-9]{1,18}){0,2999}$")

    def clean_ids(self) -> list[int]:
        return [int(one) for one in str(self.cleaned_data["ids"]).split(",")]


class ChoiceForm(forms.Form):
    """Which tags a customer has from now on, and why."""

    tags = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=_("Stands on the timeline with the change."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def offer(self, tag_ids: list[int]) -> None:
        """The tags one may choose from."""
        field = self.fields["tags"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(one, "") for one in tag_ids]
