"""The settings of a mailbox."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.email.presets import OTHER, PRESETS, STARTTLS, TLS
from changlai.channels.adapters.email.reading.headers import address_of, mailboxes

_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*|\[?[0-9a-fA-F:.]{3,45}\]?")
_SECURITY = [(TLS, _("TLS from the start (ports 993, 465)")), (STARTTLS, _("STARTTLS (ports 143, 587)"))]
_SERVERS = ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security")
SINCE_DAYS = ("0", "7", "30")


class MailboxForm(forms.Form):
    """An address, how to sign in, and for services that we do not know their servers."""

    provider = forms.ChoiceField(
        label=_("Mail service"),
        choices=[*((slug, one.label) for slug, one in PRESETS.items()), (OTHER, _("Another one"))],
        initial=next(iter(PRESETS)),
        help_text=_("We know the servers of those with a name; enter those of another one below."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=254,
        help_text=_("Customers write to it, and answers come from it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password or authorisation code"),
        help_text=_(
            "QQ and 163: the authorisation code from the mailbox's settings. Gmail and Outlook: an app password. "
            "Company mail: a client password if safe sign-in is on, else the mailbox's own."
        ),
        max_length=256,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    from_name = forms.CharField(
        label=_("Sender's name"),
        max_length=80,
        required=False,
        help_text=_("What customers see beside the address, for example the name of the shop."),
    )
    signature = forms.CharField(
        label=_("Signature"),
        max_length=2000,
        required=False,
        help_text=_("Put below every answer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reply_to = forms.CharField(
        label=_("Answers go to"),
        max_length=254,
        required=False,
        help_text=_("Only if customers are to answer to another address than the one above."),
        widget=forms.EmailInput,
    )
    aliases = forms.CharField(
        label=_("Other addresses of this mailbox"),
        max_length=1000,
        required=False,
        help_text=_(
            "Separated by commas. They are never taken for customers, nor written to when everybody is answered."
        ),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=120,
        initial="INBOX",
        help_text=_("Where customers' mails arrive; nearly always INBOX."),
    )
    sent_folder = forms.CharField(
        label=_("Sent folder"),
        max_length=120,
        required=False,
        help_text=_(
            "If colleagues also answer in a mail program: the folder with what they sent. Their answers then stand "
            "in the conversation too."
        ),
    )
    since_days = forms.ChoiceField(
        label=_("Fetch at first"),
        choices=[("0", _("only what arrives from now on")), ("7", _("the last 7 days")), ("30", _("the last 30 days"))],
        initial="7",
    )
    user = forms.CharField(
        label=_("User name"), max_length=254, required=False, help_text=_("Only if it is not the address.")
    )
    imap_host = forms.CharField(label=_("Server for incoming mail (IMAP)"), max_length=253, required=False)
    imap_port = forms.IntegerField(label=_("Its port"), min_value=1, max_value=65535, required=False)
    imap_security = forms.ChoiceField(label=_("Its encryption"), choices=_SECURITY, required=False)
    smtp_host = forms.CharField(label=_("Server for outgoing mail (SMTP)"), max_length=253, required=False)
    smtp_port = forms.IntegerField(label=_("Port of that server"), min_value=1, max_value=65535, required=False)
    smtp_security = forms.ChoiceField(label=_("Encryption of that server"), choices=_SECURITY, required=False)
    per_minute = forms.IntegerField(
        label=_("Mails a minute"),
        min_value=1,
        max_value=600,
        initial=20,
        help_text=_("At most. Services block mailboxes that send faster than they allow."),
    )

    def clean_address(self) -> str:
        """An address as mail knows it."""
        return self._address("address")

    def clean_reply_to(self) -> str:
        """An address, or nothing."""
        return self._address("reply_to") if self.cleaned_data["reply_to"].strip() else ""

    def clean_aliases(self) -> str:
        """Addresses, separated by commas."""
        spelled = str(self.cleaned_data["aliases"])
        found = mailboxes(spelled)
        if len(found) != len([piece for piece in re.split(r"[,;]", spelled) if piece.strip()]):
            raise ValidationError(_("One of these is no e-mail address. Separate them by commas."), code="invalid")
        return ", ".join(one.address for one in found)

    def clean_user(self) -> str:
        """Without the characters that would end it on the wire."""
        value = str(self.cleaned_data["user"]).strip()
        if re.search(r'[\s"\\\x00-\x1f]', value):
            raise ValidationError(
                _("A user name has no spaces or quotes. Leave it empty to use the address."), code="invalid"
            )
        return value

    def clean_imap_host(self) -> str:
        """A name or an IP address."""
        return self._host("imap_host")

    def clean_smtp_host(self) -> str:
        """A name or an IP address."""
        return self._host("smtp_host")

    def clean(self) -> dict[str, Any]:
        """The servers: those of the service, or all that another one needs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        preset = PRESETS.get(data.get("provider", ""))
        if preset is not None:
            return data | {name: getattr(preset, name) for name in _SERVERS}
        for name in ("imap_host", "smtp_host"):
            if not data.get(name) and name not in self.errors:
                self.add_error(
                    name, ValidationError(_("Enter the server, for example mail.example.com."), code="required")
                )
        for kind, (tls, starttls) in {"imap": (993, 143), "smtp": (465, 587)}.items():
            data[f"{kind}_security"] = data.get(f"{kind}_security") or TLS
            usual = tls if data[f"{kind}_security"] == TLS else starttls
            data[f"{kind}_port"] = data.get(f"{kind}_port") or usual
        return data

    def _address(self, field: str) -> str:
        address = address_of(str(self.cleaned_data[field]))
        if not address:
            raise ValidationError(_("This is no e-mail address. Enter it like service@example.com."), code="invalid")
        return address

    def _host(self, field: str) -> str:
        host = str(self.cleaned_data[field]).strip()
        if host and not _HOST.fullmatch(host):
            raise ValidationError(
                _("This is no server's name. Enter it like mail.example.com, without https://."), code="invalid"
            )
        return host.lower()
