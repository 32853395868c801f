"""What people fill in to stop and resume sending."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.actions.sending import REASON_LENGTH
from changlai.compliance.enums import Covers, Fate, Purpose, Reason, SaidBy, WordEffect


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


def _choices(kind: type[Covers | Purpose | Reason | SaidBy | WordEffect]) -> list[tuple[str, object]]:
    return [(one.value, one.label) for one in kind]


class QuietForm(forms.Form):
    """When nothing leaves of one's own accord."""

    channel = forms.ChoiceField(label=_("Channel"), required=False)
    starts_at = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("starts_at") and given.get("starts_at") == given.get("ends_at"):
            self.add_error("ends_at", _("Quiet hours end at another time than they begin."))
        return given


class CapForm(forms.Form):
    """How often at most; no messages: no cap."""

    purpose = forms.TypedChoiceField(label=_("Purpose"), choices=_choices(Purpose), coerce=Purpose)
    messages = forms.IntegerField(
        label=_("Messages at most"), min_value=0, max_value=1000, help_text=_("0 takes the cap away.")
    )
    days = forms.IntegerField(label=_("In so many days"), min_value=1, max_value=365, initial=7)


class WordsForm(forms.Form):
    """Words, one a line."""

    words = forms.CharField(label=_("Words, one a line"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    category = forms.CharField(label=_("Category"), max_length=40, required=False)
    effect = forms.TypedChoiceField(label=_("What happens"), choices=_choices(WordEffect), coerce=WordEffect)

    def clean_words(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["words"]).splitlines() if line.strip()]


class SuppressionForm(forms.Form):
    """One address for the list."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("phone", _("Phone")),
            ("email", pgettext_lazy("address", "E-mail")),
            ("external_userid", _("External contact ID")),
            ("unionid", "UnionID"),
            ("external_id", _("User ID of the other system")),
        ],
    )
    value = forms.CharField(label=_("Address"), max_length=254)
    covers = forms.TypedChoiceField(label=_("What is kept back"), choices=_choices(Covers), coerce=Covers)
    reason = forms.TypedChoiceField(label=_("Reason"), choices=_choices(Reason), coerce=Reason)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ImportForm(forms.Form):
    """A CSV file of addresses."""

    file = forms.FileField(label=_("CSV file: kind, value, remark"))


class ConsentForm(forms.Form):
    """What a customer said."""

    purpose = forms.TypedChoiceField(label=_("Purpose"), choices=_choices(Purpose), coerce=Purpose)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    is_given = forms.TypedChoiceField(
        label=_("What they said"),
        choices=[("yes", _("Yes, please")), ("no", _("No messages"))],
        coerce=lambda word: word == "yes",
    )
    way = forms.TypedChoiceField(label=_("How"), choices=_choices(SaidBy), coerce=SaidBy)
    text_version = forms.CharField(label=_("Version of the notice"), max_length=60, required=False)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ErasureForm(forms.Form):
    """Why somebody is forgotten, and whether a second colleague has to agree."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    needs_second = forms.BooleanField(label=_("Another colleague has to agree"), required=False)
