"""The settings of a Weibo account."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.weibo.client import DAILY_CALLS
from changlai.channels.adapters.weibo.puller import POLL_SECONDS

_SHORTEST_POLL, _LONGEST_POLL = 5, 86_400  # seconds
_MOST_CALLS = 1_200_000  # a day: contract customers have 50,000 an hour
_KEY = re.compile(r"[0-9]{5,20}", re.ASCII)
_SECRET = re.compile(r"[0-9a-zA-Z]{16,64}", re.ASCII)
_TOKEN = re.compile(r"[0-9a-zA-Z._-]{16,128}", re.ASCII)


def _hidden() -> forms.PasswordInput:
    return forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"})


class WeiboForm(forms.Form):
    """Where each value is found stands beside its field."""

    app_key = forms.CharField(
        label=_("App Key"),
        help_text=_("Weibo open platform (open.weibo.com) → My apps → the app → App information."),
    )
    app_secret = forms.CharField(
        label=_("App Secret"),
        help_text=_("On the same page. It signs what Weibo's fans service sends us."),
        widget=_hidden(),
    )
    uid = forms.CharField(
        label=_("UID of the account"),
        help_text=_("The digits in the address of the account's page: https://weibo.com/u/…"),
        required=False,
    )
    screen_name = forms.CharField(
        label=_("Name of the account"),
        help_text=_("Without @. A post that contains @ and this name counts as said to you."),
        max_length=30,
        required=False,
    )
    access_token = forms.CharField(
        label=_("Access token"),
        help_text=_(
            "Only if you have one already: App information → Test tool makes one. Authorising at Weibo fills it in."
        ),
        required=False,
        widget=_hidden(),
    )
    poll_seconds = forms.IntegerField(
        label=_("Look for news every … seconds"),
        help_text=_("Who names you is told at once where the fans service is on; comments are found by looking."),
        initial=POLL_SECONDS,
        min_value=_SHORTEST_POLL,
        max_value=_LONGEST_POLL,
    )
    daily_calls = forms.IntegerField(
        label=_("Calls a day"),
        help_text=_("How many calls Weibo grants the app for this account: My apps → the app → Interface management."),
        initial=DAILY_CALLS,
        min_value=100,
        max_value=_MOST_CALLS,
    )

    def clean_app_key(self) -> str:
        """Digits."""
        return self._fitting("app_key", _KEY, _("An App Key is a number of about ten digits. Copy it again."))

    def clean_app_secret(self) -> str:
        """Letters and digits."""
        return self._fitting("app_secret", _SECRET, _("An App Secret has 32 letters and digits. Copy it again."))

    def clean_uid(self) -> str:
        """Digits, or the address that holds them."""
        given = str(self.cleaned_data["uid"]).strip().rstrip("/").rpartition("/")[2]
        if given and not _KEY.fullmatch(given):
            raise ValidationError(
                _("A UID is a number, for example 1902538057. Open the account's page and copy it from its address."),
                code="invalid",
            )
        return given

    def clean_screen_name(self) -> str:
        """Without the @ that people put before it."""
        return str(self.cleaned_data["screen_name"]).strip().removeprefix("@")

    def clean_access_token(self) -> str:
        """Letters, digits, and what Weibo separates its parts with."""
        if not self.cleaned_data["access_token"]:
            return ""
        return self._fitting("access_token", _TOKEN, _("An access token begins with 2.00. Copy it whole."))

    def clean(self) -> dict[str, Any]:
        """A token that is brought by hand needs the account it belongs to."""
        given = super().clean() or self.cleaned_data
        missing = [name for name in ("uid", "screen_name") if name in given and not given[name]]
        if given.get("access_token") and missing:
            for name in missing:
                self.add_error(name, _("Fill this in too, or leave the token out and authorise at Weibo."))
        return given

    def _fitting(self, name: str, form: re.Pattern[str], sentence: object) -> str:
        value = str(self.cleaned_data[name]).strip()
        if not form.fullmatch(value):
            raise ValidationError(str(sentence), code="invalid")
        return value
