"""What people fill in to connect an account: a name of ours, and the settings of the channel's own form."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changlai.channels.contracts import Channel


class NameForm(forms.Form):
    """How colleagues call the account."""

    name = forms.CharField(
        label=_("Account name"),
        max_length=120,
        help_text=_("How you and your colleagues call this account."),
        error_messages={"required": _("Give the account a name, for example the brand or the department.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReplayForm(forms.Form):
    """From which moment on everything is to be handled again."""

    use_required_attribute = False  # ticked rows need no moment

    since = forms.DateTimeField(
        label=_("Everything received since"),
        error_messages={"invalid": _("This is not a date and time. Write it like 2026-11-20 08:00.")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )

    def clean_since(self) -> Any:  # noqa: ANN401 - Django's own shape of a clean method
        """Not in the future: nothing has come from there."""
        since = self.cleaned_data["since"]
        if since > timezone.now():
            raise forms.ValidationError(_("This moment lies in the future. Choose one that has passed."), code="future")
        return since


def settings_form(channel: Channel, data: QueryDict | None = None) -> forms.Form:
    """The channel's own form, for a new account."""
    return cast("forms.Form", channel.form()(data))


def changed_settings_form(channel: Channel, kept: Mapping[str, Any], data: QueryDict | None = None) -> forms.Form:
    """The channel's own form over an account's settings. Secrets never leave: an empty field keeps the old one, unless
    it was ticked to be forgotten.
    """
    stored = [name for name in channel.secret_fields if kept.get(name)]
    plain = {name: value for name, value in kept.items() if name not in channel.secret_fields}
    form = cast("forms.Form", channel.form()(_with_secrets(channel, data, kept), initial=plain))
    for name in channel.secret_fields & form.fields.keys():
        form.fields[name].widget.render_value = False
        form.fields[name].initial = None
    for name in stored:
        form.fields[name].required = form.fields[name].widget.is_required = False
        form.fields[name].widget.attrs["placeholder"] = _("Kept; fill in to replace it")
    return form


def forgettable(channel: Channel, kept: Mapping[str, Any]) -> frozenset[str]:
    """The stored secrets that the channel can do without."""
    fields = cast("type[forms.Form]", channel.form()).base_fields
    return frozenset(name for name in channel.secret_fields if kept.get(name) and not fields[name].required)


def forgotten(channel: Channel, kept: Mapping[str, Any], data: QueryDict) -> frozenset[str]:
    """The stored secrets that were ticked to be forgotten."""
    return forgettable(channel, kept) & set(data.getlist("forget"))


def _with_secrets(channel: Channel, data: QueryDict | None, kept: Mapping[str, Any]) -> QueryDict | None:
    """The submitted data with the stored secrets where the fields were left empty, so that they are checked again."""
    if data is None:
        return None
    filled = data.copy()
    for name in channel.secret_fields - forgotten(channel, kept, data):
        if kept.get(name) and not filled.get(name):
            filled[name] = str(kept[name])
    return filled
