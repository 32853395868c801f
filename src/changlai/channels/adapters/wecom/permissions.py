"""What an account must be allowed to do, each tested by doing it."""

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.wecom.client import Client
from changlai.channels.contracts import Desk, Permission


def _token(desk: Desk) -> None:
    Client(desk).fetch_token()


def _app(desk: Desk) -> None:
    Client(desk).get("agent/get", {"agentid": desk.settings["agentid"]})


def _contacts(desk: Desk) -> None:
    Client(desk).get("externalcontact/get_follow_user_list")


def _desks(desk: Desk) -> None:
    client = Client.of_desks(desk)
    client.fetch_token()
    client.post("kf/account/list", {"offset": 0, "limit": 1})


_BAD_SECRET = ("40001", "40091", "41004")
_EVERYTHING = ("",)
PERMISSIONS = (
    Permission(
        slug="secret",
        label=_("Corp ID and secret belong together"),
        where=_("Admin console → App Management → your self-built app → Secret"),
        test=_token,
        blames={"40013": "corpid"} | dict.fromkeys(_BAD_SECRET, "secret"),
        streams=_EVERYTHING,
    ),
    Permission(
        slug="trusted_ip",
        label=_("WeCom trusts this server's address and knows the app"),
        where=_("Admin console → App Management → your self-built app → Company's Trusted IP"),
        test=_app,
        blames={"40056": "agentid", "301002": "agentid"},
        streams=_EVERYTHING,
    ),
    Permission(
        slug="contacts",
        label=_("The app may read the customers of your colleagues"),
        where=_("Admin console → Customer Contact → API → Apps that can call the API"),
        test=_contacts,
        streams=("contacts", "rosters", "tags"),
    ),
    Permission(
        slug="desks",
        label=_("The app may answer in WeChat Customer Service"),
        where=_("Admin console → App Management → WeChat Customer Service → API → Apps that can call the API"),
        test=_desks,
        blames=dict.fromkeys(_BAD_SECRET, "kf_secret"),
        streams=("desks", "kf:"),
    ),
)
