"""The settings of a WeCom account."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom.limits import DESK_WELCOME_BYTES, WELCOME_BYTES
from changlai.channels.adapters.wecom.welcome_text import unknown_placeholders

_CORPID = re.compile(r"(ww|wx|wp)[A-Za-z0-9]{10,30}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,128}")
_CALLBACK_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")


class WecomForm(forms.Form):
    """Where each value is found in WeCom's admin console stands beside its field."""

    corpid = forms.CharField(
        label=_("Corp ID"),
        help_text=_("Admin console → My Company → Company Information, at the bottom of the page."),
    )
    agentid = forms.CharField(
        label=_("AgentId"),
        help_text=_("Admin console → App Management → your self-built app, at the top of the page."),
    )
    secret = forms.CharField(
        label=_("Secret of the app"),
        help_text=_("On the same page under AgentId. WeCom shows it in a colleague's WeCom client."),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(
        label=_("Callback token"),
        help_text=_("On the page of the app: Receive Messages → Set API Reception."),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    encoding_aes_key = forms.CharField(
        label=_("EncodingAESKey"),
        help_text=_("On the same page as the callback token. 43 letters and digits."),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    kf_secret = forms.CharField(
        label=_("Secret of WeChat Customer Service"),
        help_text=_(
            "Only if your service desks are managed with a secret of their own (Admin console → App "
            "Management → WeChat Customer Service → API). Leave empty when the app above manages them."
        ),
        required=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    unionid_scope = forms.CharField(
        label=_("Open-platform account"),
        help_text=_(
            "A name for the WeChat open-platform account this company is bound to. Give your Official "
            "Account and mini-programs the same name, then one person is one customer in all of them. Leave "
            "empty if unsure."
        ),
        required=False,
        max_length=64,
    )
    welcome_text = forms.CharField(
        label=_("Welcome message to new contacts"),
        help_text=_(
            "Sent at once when a customer adds a colleague. {customer|friend} becomes the customer's name "
            "and {member|our team} the colleague's; the words after | stand in when the name is not known "
            "yet. Leave empty to send none."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kf_welcome_text = forms.CharField(
        label=_("Welcome message of the service desk"),
        help_text=_("Sent when a customer opens WeChat Customer Service for the first time in 48 hours."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_corpid(self) -> str:
        """Corp ids begin with ww (older ones with wx)."""
        return self._matching(
            "corpid",
            _CORPID,
            _("This is not a corp ID: it begins with ww and has letters and digits only. Copy it from My Company."),
        )

    def clean_agentid(self) -> str:
        """A whole number."""
        return self._matching(
            "agentid",
            re.compile(r"[0-9]{1,12}", re.ASCII),
            _("This is not an AgentId: it has digits only, such as 1000002. Copy it from the page of the app."),
        )

    def clean_secret(self) -> str:
        """Letters, digits, - and _."""
        return self._matching("secret", _SECRET, _NOT_A_SECRET)

    def clean_kf_secret(self) -> str:
        """As the app's secret; may be empty."""
        return self._matching("kf_secret", _SECRET, _NOT_A_SECRET) if self.cleaned_data["kf_secret"] else ""

    def clean_token(self) -> str:
        """Up to 32 letters and digits."""
        return self._matching(
            "token",
            _CALLBACK_TOKEN,
            _("WeCom takes at most 32 letters and digits as token. Make one with the button Random there."),
        )

    def clean_encoding_aes_key(self) -> str:
        """43 characters: with any other the callbacks cannot be decrypted."""
        return self._matching(
            "encoding_aes_key",
            _AES_KEY,
            _(
                "An EncodingAESKey is exactly 43 letters and digits; with any other, callbacks cannot be "
                "decrypted. Copy it again from the page Set API Reception."
            ),
        )

    def clean_welcome_text(self) -> str:
        """WeCom's length, and placeholders that we know."""
        return self._welcome("welcome_text", WELCOME_BYTES)

    def clean_kf_welcome_text(self) -> str:
        """Shorter than the other: it is an ordinary message of the desk."""
        return self._welcome("kf_welcome_text", DESK_WELCOME_BYTES)

    def _matching(self, field: str, pattern: re.Pattern[str], error: object) -> str:
        value = str(self.cleaned_data[field]).strip()
        if not pattern.fullmatch(value):
            raise ValidationError(error, code="invalid")  # type: ignore[arg-type]  # lazy text is text
        return value

    def _welcome(self, field: str, longest: int) -> str:
        value = str(self.cleaned_data[field]).strip()
        size = len(value.encode(errors="replace"))
        if size > longest:
            raise ValidationError(
                _("The text has %(size)d bytes, and WeCom takes %(longest)d (a Chinese character is 3). Shorten it."),
                code="too_long",
                params={"size": size, "longest": longest},
            )
        if unknown := unknown_placeholders(value):
            raise ValidationError(
                _(
                    "%(names)s would be sent as it stands. Write {customer|friend} or {member|our team}, with "
                    "words after | for when the name is not known."
                ),
                code="placeholder",
                params={"names": ", ".join(unknown)},
            )
        return value


_NOT_A_SECRET = _(
    "This is not a secret of WeCom: it has 20 to 128 letters, digits, - and _. Copy it again, without spaces."
)
