"""OAuth2 at Weibo: the account's owner agrees on a page of Weibo's, and comes back with a code (PLATFORMS C)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.client import Client, exchange
from changlai.channels.adapters.weibo.values import LONGEST, NAME_LENGTH, load_object, number_text, text
from changlai.channels.contracts import Desk, Grant
from changlai.channels.errors import CallFailed


class WeiboAuthorising:
    """The code flow; Weibo tells how many seconds the authorisation lives."""

    where = _("Weibo open platform → My apps → the app → App information → Advanced information → OAuth2.0 settings")

    def is_given(self, settings: Mapping[str, Any]) -> bool:
        """A token without a UID is of no use: nothing says whose it is."""
        return bool(settings.get("access_token") and settings.get("uid"))

    def address(self, desk: Desk, *, back: str, state: str) -> str:
        """``forcelogin`` lets one choose the account, whoever is signed in to Weibo."""
        query = {
            "client_id": str(desk.settings["app_key"]),
            "response_type": "code",
            "redirect_uri": back,
            "state": state,
            "forcelogin": "true",
        }
        return f"{desk.base_url}/oauth2/authorize?{urlencode(query)}"

    def take(self, desk: Desk, *, code: str, back: str) -> Grant:
        """Raises CallFailed, also when somebody authorised another account than this one."""
        told = exchange(desk, code=code, back=back)
        token, uid = text(told, "access_token", 200), number_text(told, "uid")
        if not token or not uid:
            raise CallFailed("no_token", say.UNREACHABLE, permanent=False)
        known = str(desk.settings.get("uid") or "")
        if known and known != uid:
            raise CallFailed("other_account", say.OTHER_ACCOUNT, permanent=True)
        user = load_object(Client(desk, token=token).read("users/show", {"uid": uid}))
        name = text(user, "screen_name", NAME_LENGTH) or str(desk.settings.get("screen_name") or "")
        seconds = told.get("expires_in")
        lives = seconds if isinstance(seconds, int) and 0 < seconds < LONGEST else 0
        return Grant(
            settings={"access_token": token, "uid": uid, "screen_name": name},
            ends_at=timezone.now() + timedelta(seconds=lives) if lives else None,
        )
