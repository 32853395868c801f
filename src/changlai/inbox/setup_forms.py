"""What people fill in to set the inbox up: rules, places at the desk, targets, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.models import Department, Member
from changlai.channels.models import Account
from changlai.inbox.actions import RuleDraft
from changlai.inbox.contracts import MOST_WORDS, WORD_LENGTH, Conditions
from changlai.inbox.enums import OpenHours, Script, Target, Whom
from changlai.inbox.models import AssignmentRule, DeskSettings

SCRIPTS = (
    (Script.CHINESE, _("Chinese characters")),
    (Script.LATIN, _("Latin letters (English and others)")),
    (Script.JAPANESE, _("Japanese")),
    (Script.KOREAN, _("Korean")),
    (Script.CYRILLIC, _("Cyrillic letters")),
    (Script.ARABIC, _("Arabic letters")),
)
HOURS = (
    (OpenHours.ANY, pgettext_lazy("hours", "At any time")),
    (OpenHours.INSIDE, _("Within business hours")),
    (OpenHours.OUTSIDE, _("Outside business hours")),
)
WHOM = (
    (Whom.ANYBODY, pgettext_lazy("customers", "From anybody")),
    (Whom.NEW, _("From new customers: their first conversation")),
    (Whom.KNOWN, _("From customers who have been here before")),
)
TARGETS = (
    (Target.EVERYBODY, _("Everybody in turn")),
    (Target.DEPARTMENT, _("A department in turn")),
    (Target.MEMBER, _("One colleague")),
    (Target.NOBODY, _("Nobody: it stays under Unassigned")),
)
MOST_CONVERSATIONS = 1000
MOST_MINUTES = 60 * 24 * 7


class RuleForm(forms.Form):
    """A rule of assignment. Conditions that are left empty hold always."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    accounts = forms.TypedMultipleChoiceField(
        label=_("Channel accounts"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    words = forms.CharField(
        label=_("The first message contains"),
        required=False,
        max_length=MOST_WORDS * WORD_LENGTH,
        help_text=_("One of these words, separated by commas: price, 报价, quote."),
    )
    scripts = forms.MultipleChoiceField(
        label=_("It is written in"), choices=SCRIPTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.ChoiceField(label=_("When"), choices=HOURS, required=False, widget=forms.RadioSelect)
    whom = forms.ChoiceField(label=_("From whom"), choices=WHOM, required=False, widget=forms.RadioSelect)
    target = forms.ChoiceField(label=_("Then it goes to"), choices=TARGETS, widget=forms.RadioSelect)
    department = forms.TypedChoiceField(label=_("Department"), coerce=int, empty_value=None, required=False)
    member = forms.TypedChoiceField(label=_("Colleague"), coerce=int, empty_value=None, required=False)
    prefers_known = forms.BooleanField(
        label=_("First to the colleague who looked after the customer last, or owns them, if they are free"),
        required=False,
    )
    goes_on = forms.BooleanField(
        label=_("When nobody is free, try the rules below instead of waiting for somebody"), required=False
    )
    is_active = forms.BooleanField(label=_("The rule is in use"), required=False)

    def __init__(self, *arguments: Any, accounts: list[Account], members: list[Member], **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.members = {one.pk: one for one in members}
        self.departments = {one.pk: one for one in Department.objects.order_by("name", "id")}
        choose = [("", "-")]
        self.fields["accounts"].choices = [(one.pk, one.name) for one in accounts]  # type: ignore[attr-defined]
        self.fields["member"].choices = [*choose, *((pk, one.name) for pk, one in self.members.items())]  # type: ignore[attr-defined]
        self.fields["department"].choices = [*choose, *((pk, one.name) for pk, one in self.departments.items())]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(rule: AssignmentRule | None) -> dict[str, Any]:
        """The fields as a rule has them, or as a new one begins."""
        if rule is None:
            return {"target": Target.EVERYBODY, "prefers_known": True, "is_active": True, "hours": "", "whom": ""}
        held = rule.conditions
        return {
            "name": rule.name,
            "accounts": held.get("accounts", []),
            "words": ", ".join(held.get("words", [])),
            "scripts": held.get("scripts", []),
            "hours": held.get("hours", ""),
            "whom": held.get("whom", ""),
            "target": rule.target,
            "department": rule.department_id,
            "member": rule.member_id,
            "prefers_known": rule.prefers_known,
            "goes_on": rule.goes_on,
            "is_active": rule.is_active,
        }

    def clean_words(self) -> tuple[str, ...]:
        found = [" ".join(one.split()) for one in self.cleaned_data["words"].replace("，", ",").split(",")]
        words = tuple(dict.fromkeys(one for one in found if one))
        if len(words) > MOST_WORDS or any(len(one) > WORD_LENGTH for one in words):
            raise forms.ValidationError(
                _("At most %(words)d words of at most %(length)d characters.")
                % {"words": MOST_WORDS, "length": WORD_LENGTH}
            )
        return words

    def draft(self) -> RuleDraft:
        """What the action wants; of a valid form only."""
        given = self.cleaned_data
        conditions = Conditions(
            accounts=tuple(given["accounts"]),
            scripts=tuple(Script(one) for one in given["scripts"]),
            words=given["words"],
            hours=OpenHours(given["hours"]),
            whom=Whom(given["whom"]),
        )
        return RuleDraft(
            name=given["name"],
            conditions=conditions,
            target=Target(given["target"]),
            member=self.members.get(given["member"]),
            department=self.departments.get(given["department"]),
            prefers_known=given["prefers_known"],
            goes_on=given["goes_on"],
            is_active=given["is_active"],
        )


class TrialForm(forms.Form):
    """A message nobody has written: which rule would take it?"""

    account = forms.TypedChoiceField(label=_("Channel account"), coerce=int)
    text = forms.CharField(label=_("What the customer writes"), max_length=400, required=False)
    is_known = forms.BooleanField(label=_("From a customer who has been here before"), required=False)

    def __init__(self, *arguments: Any, accounts: list[Account], **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.fields["account"].choices = [(one.pk, one.name) for one in accounts]  # type: ignore[attr-defined]


class CapacityForm(forms.Form):
    """How many conversations a colleague takes at a time; empty: as everybody."""

    capacity = forms.IntegerField(required=False, min_value=0, max_value=MOST_CONVERSATIONS)


class ShareForm(forms.Form):
    """What holds for everybody who is given conversations."""

    capacity = forms.IntegerField(
        label=_("Open conversations of one colleague, at most"), min_value=0, max_value=MOST_CONVERSATIONS
    )
    away_minutes = forms.IntegerField(
        label=_("Share the unanswered ones out again when a colleague has been away for so many minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("0: they keep them. Only business hours count."),
    )


class TargetsForm(forms.Form):
    """By when customers should have an answer."""

    first_answer_minutes = forms.IntegerField(
        label=_("First answer within minutes"), min_value=0, max_value=MOST_MINUTES, help_text=_("0: no target.")
    )
    next_answer_minutes = forms.IntegerField(
        label=_("Every further answer within minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("0: no target."),
    )
    warn_percent = forms.IntegerField(
        label=_("Warn the assignee when so much of the time is over, in per cent"), min_value=1, max_value=100
    )


class ClosingForm(forms.Form):
    """How conversations end, and begin again."""

    reopen_days = forms.IntegerField(
        label=_("A customer who writes again within so many days goes on in the same conversation"),
        min_value=0,
        max_value=365,
        help_text=_("0: every time a new conversation."),
    )
    is_reason_required = forms.BooleanField(label=_("Closing needs a reason"), required=False)


class RatingForm(forms.Form):
    """Asking customers how it was."""

    is_rated = forms.BooleanField(label=_("Ask customers for a rating when a conversation is closed"), required=False)
    rating_question = forms.CharField(
        label=_("The question"),
        required=False,
        max_length=300,
        help_text=_("Empty: “How did you like our service?” in the organisation's language."),
    )


class ReasonForm(forms.Form):
    """A reason for closing."""

    name = forms.CharField(label=_("Reason"), max_length=60)
    is_rated = forms.BooleanField(label=_("ask for a rating"), required=False, initial=True)
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)


PARTS: dict[str, type[forms.Form]] = {"targets": TargetsForm, "closing": ClosingForm, "rating": RatingForm}


def initial_of(settings: DeskSettings, form: type[forms.Form]) -> dict[str, Any]:
    """The settings as the fields of a form have them."""
    return {name: getattr(settings, name) for name in form.base_fields}
