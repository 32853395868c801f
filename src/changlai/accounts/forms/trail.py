"""Which lines of the audit log."""

from datetime import datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries
from changlai.accounts.models import Member

ANY = ""


class TrailForm(forms.Form):
    """Who, what, when, to what. All of it may be left out."""

    member = forms.TypedChoiceField(label=_("Who"), coerce=int, empty_value=None, required=False)
    action = forms.ChoiceField(label=_("Did what"), required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("To what"), required=False, max_length=100)

    def __init__(self, *arguments: Any, zone: str, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.zone = ZoneInfo(zone)
        people = Member.objects.order_by("-is_active", "name", "id").values_list("pk", "name")
        deeds = sorted(((slug, str(text)) for slug, text in queries.words().items()), key=lambda pair: pair[1])
        cast("forms.ChoiceField", self.fields["member"]).choices = [(ANY, _("anybody")), *people]
        cast("forms.ChoiceField", self.fields["action"]).choices = [(ANY, _("anything")), *deeds]

    def wanted(self) -> queries.Wanted:
        """What was asked for; what makes no sense is left out."""
        self.full_clean()
        given = self.cleaned_data if self.is_bound else {}
        since, until = given.get("since"), given.get("until")
        return queries.Wanted(
            member_id=given.get("member") or 0,
            action=given.get("action") or "",
            since=datetime.combine(since, time.min, self.zone) if since else None,
            before=datetime.combine(until + timedelta(days=1), time.min, self.zone) if until else None,
            text=(given.get("text") or "").replace("\0", ""),
        )
