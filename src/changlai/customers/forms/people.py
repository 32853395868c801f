"""What people fill in about a customer."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers.actions import Basics, normal
from changlai.customers.enums import FollowUpKind
from changlai.customers.labels import FOLLOW_UPS, OUTCOMES
from changlai.customers.models import LONGEST_BIN_DAYS
from changlai.customers.queries import Known, KnownOutcome

NOTE_LENGTH = 4000
LONGEST_FOLLOW_UP = 24 * 60  # minutes
GENDERS = [("", _("Not known")), ("male", _("Male")), ("female", _("Female"))]
_QUIET = {"autocomplete": "off"}


class NameForm(forms.Form):
    """Another name for a customer; platforms no longer change it."""

    name = forms.CharField(
        label=_("Customer name"),
        max_length=120,
        error_messages={
            "required": _("A customer needs a name. Write the one your colleagues know them by."),
            "max_length": _("A name has at most 120 characters. Shorten it."),
        },
        widget=forms.TextInput(attrs=_QUIET),
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
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Stands in the history of the customer."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    keep_looking = forms.BooleanField(
        label=_("Whoever was responsible may go on looking, as a collaborator"), required=False
    )

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues


class CollaboratorForm(forms.Form):
    """Who works on a customer beside the owner."""

    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=None,
        empty_label=_("Choose a colleague"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This colleague is no longer here. Choose somebody else."),
        },
    )
    can_write = forms.BooleanField(label=_("May change the customer too"), required=False)

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["member"]).queryset = colleagues


class NoteForm(forms.Form):
    """A note on the timeline."""

    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("A note has at most 4,000 characters. Shorten it or write two.")},
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class FollowUpFactsForm(forms.Form):
    """What may be changed of a follow-up afterwards."""

    text = forms.CharField(
        label=_("What was said"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("A note has at most 4,000 characters. Shorten it or write two.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome = forms.ChoiceField(label=_("What came of it"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=LONGEST_FOLLOW_UP, required=False, help_text=_("How long it took.")
    )

    def offer(self, outcomes: Sequence[KnownOutcome]) -> None:
        """What one may choose from."""
        choices = [("", OUTCOMES[""]), *((one.slug, one.label) for one in outcomes)]
        cast("forms.ChoiceField", self.fields["outcome"]).choices = choices

    @property
    def seconds(self) -> int | None:
        """How long it took; None when nobody said."""
        minutes = self.cleaned_data["minutes"]
        return int(minutes) * 60 if minutes else None


class FollowUpForm(FollowUpFactsForm):
    """A call, a visit or a talk elsewhere."""

    kind = forms.ChoiceField(
        label=_("How"), choices=[(one, FOLLOW_UPS[one]) for one in FOLLOW_UPS if one != FollowUpKind.NOTE]
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": _("Say when it was."), "invalid": _("This is no moment. Choose day and hour.")},
    )
    next_on = forms.DateField(
        label=_("Remind me of the next one on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Makes a task for you on this day."),
        error_messages={"invalid": _("This is no date. Write it like 1990-01-31.")},
    )
    field_order = ("kind", "happened_at", "minutes", "outcome", "text", "next_on")

    def clean_kind(self) -> FollowUpKind:
        return FollowUpKind(self.cleaned_data["kind"])


class OutcomeForm(forms.Form):
    """What may come of a follow-up, in the organisation's word; a word of the house may stay as it is."""

    name = forms.CharField(label=_("Outcome"), max_length=40, widget=forms.TextInput(attrs=_QUIET), required=False)
    is_active = forms.BooleanField(label=_("May be chosen"), required=False)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class NewOutcomeForm(OutcomeForm):
    """Another outcome: it needs a name, and is in use."""

    field_order = ("name",)

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - a form's own
        super().__init__(*arguments, **more)
        del self.fields["is_active"]
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("Give it a name, for example “Wants a quote”.")


class OutcomesOrderForm(forms.Form):
    """Slugs in their new order, separated by commas."""

    ids = forms.RegexField(regex=r"^[a-z0-9-]{1,20}(,[a-z0-9-]{1,20}){0,199}$")

    def clean_ids(self) -> list[str]:
        return str(self.cleaned_data["ids"]).split(",")


class BasicsForm(forms.Form):
    """The facts every customer has."""

    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it like 1990-01-31.")},
    )
    company = forms.CharField(label=_("Company"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))
    position = forms.CharField(
        label=_("Position"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    city = forms.CharField(label=_("City"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))
    address = forms.CharField(label=_("Address"), max_length=300, required=False, widget=forms.TextInput(attrs=_QUIET))
    source = forms.CharField(label=_("Source"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))


class ContactForm(forms.Form):
    """A phone number or an e-mail address."""

    contact = forms.CharField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Write a phone number or an e-mail address.")},
    )

    def clean_contact(self) -> tuple[str, str]:
        """Kind and text; refuses what is neither."""
        text = str(self.cleaned_data["contact"])
        kind = "email" if "@" in text else "phone"
        if not normal(kind, text):
            raise forms.ValidationError(
                _("This is no personal phone number or e-mail address. Write it like 13800136120 or name@example.com.")
            )
        return kind, text


class NewCustomerForm(NameForm, BasicsForm):
    """A customer made by hand."""

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs=_QUIET))
    email = forms.CharField(
        label=pgettext_lazy("address", "E-mail"), max_length=254, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        error_messages={"invalid_choice": _("This colleague is no longer here. Choose somebody else.")},
    )
    field_order = ("name", "phone", "email", "owner", "source")

    def offer(self, colleagues: QuerySet[Member]) -> None:
        """The members one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues

    def clean_phone(self) -> str:
        return self._contact("phone", gettext("This is no personal phone number. Write it like 13800136120."))

    def clean_email(self) -> str:
        return self._contact("email", gettext("This is no e-mail address. Write it like name@example.com."))

    def _contact(self, kind: str, sentence: str) -> str:
        text = str(self.cleaned_data[kind])
        if text and not normal(kind, text):
            raise forms.ValidationError(sentence)
        return text

    def known(self) -> Known:
        """What was filled in, as those who look like it are sought."""
        told = self.cleaned_data
        numbers = (normal("phone", told["phone"]),) if told["phone"] else ()
        addresses = (normal("email", told["email"]),) if told["email"] else ()
        return Known(told["name"], told["company"], told["city"], told["birthday"], numbers, addresses)

    def basics(self) -> Basics:
        """What was filled in."""
        told = self.cleaned_data
        names = ("name", "gender", "birthday", "company", "position", "city", "address", "source")
        return Basics(
            **{name: told[name] for name in names},
            phones=(told["phone"],) if told["phone"] else (),
            emails=(told["email"],) if told["email"] else (),
        )


class BinForm(forms.Form):
    """Why a customer goes to the bin."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Colleagues read it in the bin and on the timeline."),
        widget=forms.TextInput(attrs=_QUIET),
    )


class BinDaysForm(forms.Form):
    """How long the bin keeps customers."""

    days = forms.IntegerField(
        label=_("Days in the bin"),
        min_value=1,
        max_value=LONGEST_BIN_DAYS,
        help_text=_("After that, customers are purged every night: for good, with everything that was kept of them."),
        error_messages={"required": _("Write a number of days."), "invalid": _("Write a number of days.")},
    )
