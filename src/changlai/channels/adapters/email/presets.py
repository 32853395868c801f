"""Where the mail services most firms use are reached. Their own help pages name these addresses."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

OTHER = "other"
TLS, STARTTLS = "tls", "starttls"


@dataclass(frozen=True, slots=True)
class Preset:
    """A mail service: its servers, and what is special about signing in there."""

    label: Any
    imap_host: str
    smtp_host: str
    hint: Any
    smtp_port: int = 465
    smtp_security: str = TLS
    imap_port: int = 993
    imap_security: str = TLS


_AUTHORISATION_CODE = _(
    "Switch on IMAP/SMTP in the mailbox's settings; the password is the authorisation code it shows."
)
_CLIENT_PASSWORD = _("If the company has switched on safe sign-in, the password is a client password made there.")

PRESETS = {
    "exmail": Preset(_("Tencent Exmail"), "imap.exmail.qq.com", "smtp.exmail.qq.com", _CLIENT_PASSWORD),
    "aliyun": Preset(_("Alibaba Mail"), "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", _CLIENT_PASSWORD),
    "qq": Preset(_("QQ Mail"), "imap.qq.com", "smtp.qq.com", _AUTHORISATION_CODE),
    "163": Preset(_("NetEase 163"), "imap.163.com", "smtp.163.com", _AUTHORISATION_CODE),
    "gmail": Preset(
        "Gmail",
        "imap.gmail.com",
        "smtp.gmail.com",
        _("The password is an app password of the Google account, which needs two-step verification."),
    ),
    "outlook": Preset(
        "Outlook / Microsoft 365",
        "outlook.office365.com",
        "smtp.office365.com",
        _("Works where the administrator still lets apps sign in with a password or an app password."),
        smtp_port=587,
        smtp_security=STARTTLS,
    ),
}
