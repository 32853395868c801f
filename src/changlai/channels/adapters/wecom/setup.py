"""How a company connects its WeCom app: the order of the admin console."""

import secrets
import string

from django.utils.translation import gettext_lazy as _

from changlai.channels.contracts import SetupStep

_LETTERS = string.ascii_letters + string.digits
_TOKEN, _AES_KEY = 24, 43  # characters; the key's last one carries two bits only, see below


def _token() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN))


def _aes_key() -> str:
    """32 bytes in base64 without its =: of the last letter two bits must be 0, and it must be a letter or a digit."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_AES_KEY - 1)) + secrets.choice("AEIMQUYcgkosw048")


FRESH = {"token": _token, "encoding_aes_key": _aes_key}
SETUP = (
    SetupStep(
        slug="app",
        title=_("The app"),
        intro=_(
            "In WeCom's admin console open App Management → Self-built → Create App. Whoever shall be seen here must "
            "be in its visible range. Then copy three values of it."
        ),
        fields=("corpid", "agentid", "secret"),
        tests=("secret", "trusted_ip"),
    ),
    SetupStep(
        slug="callback",
        title=_("Receiving"),
        intro=_(
            "On the page of the app open Receive Messages → Set API Reception, enter these three values and save. "
            "WeCom calls this address at once; this page notices."
        ),
        fields=("token", "encoding_aes_key"),
        is_called=True,
        checks=True,
    ),
    SetupStep(
        slug="permissions",
        title=_("Permissions"),
        intro=_(
            "Two more places decide what the app may do. Each is tried with one real call; what is missing says where "
            "it is given."
        ),
        fields=("kf_secret",),
        tests=("contacts", "desks"),
    ),
    SetupStep(
        slug="welcome",
        title=_("Welcome"),
        intro=_("What new contacts read first. All of it can wait, and be changed at any time."),
        fields=("welcome_text", "kf_welcome_text", "unionid_scope"),
    ),
)
