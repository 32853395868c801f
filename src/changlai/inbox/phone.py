"""The sandbox's phone, where one runs: the quickest way to a first message."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language

from changlai.channels.models import Account


def phone_url() -> str:
    """The phone in the reader's language; empty when no sandbox runs, or no channel is there to write to."""
    if not settings.SANDBOX_URL or not Account.objects.exists():
        return ""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return f"{settings.SANDBOX_URL}/phone?{urlencode({'lang': language})}"
