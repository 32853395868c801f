"""What an account must be allowed to do, each tested by doing it."""

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.client import Client
from changlai.channels.adapters.weibo.values import number_text
from changlai.channels.contracts import Desk, Permission
from changlai.channels.errors import CallFailed


def _token(desk: Desk) -> None:
    info = Client(desk).token_info()
    left = info.get("expire_in")
    if isinstance(left, int) and left <= 0:
        raise CallFailed("21315", say.TOKEN, permanent=True)
    whose = number_text(info, "uid")
    if whose and whose != str(desk.settings.get("uid", "")):
        raise CallFailed("other_account", say.OTHER_ACCOUNT, permanent=True)


def _user(desk: Desk) -> None:
    Client(desk).read("users/show", {"uid": str(desk.settings.get("uid", ""))})


def _comments(desk: Desk) -> None:
    Client(desk).read("comments/to_me", {"count": "1"})


def _mentions(desk: Desk) -> None:
    Client(desk).read("statuses/mentions", {"count": "1"})


_BAD_TOKEN = dict.fromkeys(("21301", "21314", "21315", "21316", "21317", "21319", "21327", "21332"), "access_token")
_PAGE = _("Weibo open platform → My apps → the app → Interface management")
PERMISSIONS = (
    Permission(
        slug="token",
        label=_("The authorisation is valid and belongs to the account"),
        where=_("Weibo open platform → My apps → the app → App information"),
        test=_token,
        blames=_BAD_TOKEN | {"other_account": "uid"},
        streams=("",),
    ),
    Permission(slug="user", label=_("The app may read profiles"), where=_PAGE, test=_user, streams=("account",)),
    Permission(
        slug="comments",
        label=_("The app may read comments to the account"),
        where=_PAGE,
        test=_comments,
        streams=("comments", "comment_mentions"),
    ),
    Permission(
        slug="mentions",
        label=_("The app may read who names the account"),
        where=_PAGE,
        test=_mentions,
        streams=("mentions",),
    ),
)
