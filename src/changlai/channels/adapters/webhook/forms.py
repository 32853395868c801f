"""The settings of a custom channel."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.webhook import signing

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CustomForm(forms.Form):
    """One secret for both ways, and where to send to."""

    secret = forms.CharField(
        label=_("Signing secret"),
        help_text=_("Both systems sign with it. Copy it into the other system; when you change it, change it in both."),
        initial=signing.new_secret,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    send_url = forms.CharField(
        label=_("Address for our messages"),
        help_text=_(
            "Replies of your colleagues are posted here, signed. Leave empty when nothing should be answered "
            "through this channel."
        ),
        required=False,
        max_length=2000,
        widget=forms.URLInput,
    )
    id_space = forms.CharField(
        label=_("Name of the user ids"),
        help_text=_(
            "Whose ids the events carry, for example shop. Two channels with the same name mean the same "
            "person by the same id. Leave empty if no other channel uses these ids."
        ),
        required=False,
        max_length=40,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*$",
                _("Use small letters, digits and hyphens only, for example shop or erp-cn."),
            )
        ],
    )
    unionid_scope = forms.CharField(
        label=_("Open-platform account of unionids"),
        help_text=_(
            "If the events carry WeChat unionids: the same name as in the settings of your WeChat channels. "
            "Leave empty to ignore unionids."
        ),
        required=False,
        max_length=64,
    )

    def clean_secret(self) -> str:
        """``whsec_`` and base64 of 24 to 64 bytes."""
        value = str(self.cleaned_data["secret"]).strip()
        try:
            signing.key_of(value)
        except ValueError as error:
            raise ValidationError(_SECRET_ERRORS[str(error)], code=str(error)) from None
        return value

    def clean_send_url(self) -> str:
        """https, or http on this machine."""
        value = str(self.cleaned_data["send_url"]).strip()
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            host = parts.hostname or ""
        except ValueError:
            host = ""
        if not host or parts.scheme not in {"https", "http"}:
            raise ValidationError(
                _("This is not a web address. Enter it whole, for example https://erp.example.com/hooks."),
                code="invalid",
            )
        if parts.scheme == "http" and host not in _LOOPBACK:
            raise ValidationError(
                _("Messages of customers must not travel unencrypted. Use an address that begins with https://."),
                code="insecure",
            )
        return value


_SECRET_ERRORS = {
    "prefix": _("A signing secret begins with whsec_. Copy it whole, or keep the one we made."),
    "base64": _("What follows whsec_ is not base64. Copy the secret again, without spaces or line breaks."),
    "length": _("The secret must hold 24 to 64 bytes, so that nobody can guess it. Keep the one we made."),
}
