"""What people fill in about cases and rules of alarm."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.models import Member
from changlai.listening.actions.alert_rules import RuleWish
from changlai.listening.contracts import EXPRESSION_LENGTH, NAME_LENGTH, NOTE_LENGTH, OUTCOME_LENGTH
from changlai.listening.enums import AlertKind, CaseRisk
from changlai.listening.models import AlertRule, CaseCause, Topic

_QUIET = {"autocomplete": "off"}
_NAME = pgettext_lazy("topic", "Name")
MOST_REACH = 10_000_000_000
MOST_MINUTES = 7 * 24 * 60


class SolveForm(forms.Form):
    """How a case ended."""

    cause: "forms.ModelChoiceField[CaseCause]" = forms.ModelChoiceField(
        label=_("Cause"), queryset=None, required=False, empty_label=_("Not said")
    )
    outcome = forms.CharField(
        label=_("Outcome"),
        max_length=OUTCOME_LENGTH,
        help_text=_("What was done, in a sentence or two: the next colleague with such a case will read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence how it was solved.")},
    )
    asks = forms.BooleanField(
        label=_("Send the customer a link to two taps: are they content?"), required=False, initial=True
    )

    def offer(self, causes: list[CaseCause], *, can_ask: bool) -> None:
        """The causes one may choose from; without a conversation in private nobody can be asked."""
        found = CaseCause.objects.filter(id__in=[one.pk for one in causes]).order_by("position", "id")
        cast("forms.ModelChoiceField[CaseCause]", self.fields["cause"]).queryset = found
        if not can_ask:
            del self.fields["asks"]


class GiveForm(forms.Form):
    """Whose it becomes."""

    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=pgettext_lazy("case", "Owner"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose somebody from the list.")},
    )

    def offer(self, colleagues: list[Member]) -> None:
        """Who may be given cases."""
        ids = [one.pk for one in colleagues]
        field = cast("forms.ModelChoiceField[Member]", self.fields["owner"])
        field.queryset = Member.objects.filter(id__in=ids).order_by("name", "id")


class NoteForm(forms.Form):
    """A word for colleagues."""

    text = forms.CharField(
        label=_("Internal note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("There is nothing to note yet. Write it first.")},
    )


class CauseForm(forms.Form):
    """What a cause is called."""

    name = forms.CharField(label=_NAME, max_length=NAME_LENGTH, widget=forms.TextInput(attrs=_QUIET))
    is_retired = forms.BooleanField(label=_("Not offered any more"), required=False)


class AlertRuleForm(forms.Form):
    """When a mention becomes a case by itself."""

    name = forms.CharField(label=_NAME, max_length=NAME_LENGTH, widget=forms.TextInput(attrs=_QUIET))
    kind = forms.ChoiceField(label=_("Makes a case of"), choices=[(one.value, one.label) for one in AlertKind])
    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        label=_("Topic"), queryset=None, required=False, empty_label=_("Any topic, or none")
    )
    reach = forms.IntegerField(
        label=_("Reach from"),
        min_value=0,
        max_value=MOST_REACH,
        initial=0,
        help_text=_("Followers of the author, at least. 0: whoever says it."),
    )
    words = forms.CharField(
        label=_("Words"),
        max_length=EXPRESSION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Of the kind “Certain words”: as in topics, with AND, OR, NOT and NEAR."),
    )
    count = forms.IntegerField(
        label=_("Mentions"), min_value=2, max_value=1_000_000, initial=10, help_text=_("Of the kind “More than usual”.")
    )
    minutes = forms.IntegerField(label=_("Within minutes"), min_value=5, max_value=24 * 60, initial=60)
    factor = forms.FloatField(
        label=_("Times what is usual"),
        min_value=1,
        max_value=1_000,
        initial=3.0,
        help_text=_("Against the same hour of the last 14 days."),
    )
    risk = forms.ChoiceField(label=_("Risk"), choices=[(one.value, one.label) for one in CaseRisk], initial="middle")
    owners: "forms.ModelMultipleChoiceField[Member]" = forms.ModelMultipleChoiceField(
        label=_("Rota"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They take turns; who is away is passed over."),
    )
    answer_minutes = forms.IntegerField(
        label=_("Answer within minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        initial=60,
        help_text=_("Of business hours, from hearing it. The owner is warned when three quarters have gone."),
    )
    escalate_to: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Tell when it is late"), queryset=None, required=False, empty_label=_("Whom the owner answers to")
    )

    def offer(self, workers: list[Member]) -> None:
        """Topics and colleagues one may choose from."""
        ids = [one.pk for one in workers]
        members = Member.objects.filter(id__in=ids).order_by("name", "id")
        everybody = Member.objects.filter(is_active=True).order_by("name", "id")
        choices: dict[str, Any] = {
            "topic": Topic.objects.order_by("position", "id"),
            "owners": members,
            "escalate_to": everybody,
        }
        for name, rows in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def wish(self) -> RuleWish:
        """What was wanted, once it is valid."""
        told = dict(self.cleaned_data)
        owners = list(Member.objects.filter(id__in=[one.pk for one in told.pop("owners")]).select_related("role"))
        return RuleWish(
            **told | {"kind": AlertKind(told["kind"]), "risk": CaseRisk(told["risk"])},
            owners=sorted(owners, key=_place),
        )


def _place(member: Member) -> tuple[str, int]:
    return member.name, member.pk


def known(rule: AlertRule, owners: list[Member]) -> dict[str, Any]:
    """What the form of a rule begins with."""
    names = ("name", "kind", "reach", "words", "count", "minutes", "factor", "risk", "answer_minutes")
    found = {name: getattr(rule, name) for name in names}
    return found | {"topic": rule.topic_id, "escalate_to": rule.escalate_to_id, "owners": [one.pk for one in owners]}
