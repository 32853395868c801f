"""The sandbox's phone, where one runs: the quickest way to a first message."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language


def phone_url() -> str:
    """The phone in the reader's language; empty when no sandbox runs."""
    if not settings.SANDBOX_URL:
        return ""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return f"{settings.SANDBOX_URL}/phone?{urlencode({'lang': language})}"
