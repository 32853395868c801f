"""How a company connects its Weibo account: the order of Weibo's own consoles."""

from django.utils.translation import gettext_lazy as _

from changlai.channels.contracts import SetupStep

SETUP = (
    SetupStep(
        slug="app",
        title=_("The app"),
        intro=_(
            "On Weibo's open platform open My apps → the app → App information, signed in as the account to be "
            "connected. Copy the two values below."
        ),
        fields=("app_key", "app_secret"),
    ),
    SetupStep(
        slug="authorise",
        title=_("Authorisation"),
        intro=_(
            "The owner of the Weibo account agrees once, on a page of Weibo's, that Changlai reads and answers for it. "
            "Weibo lets that end after some weeks: we tell you a week before, and you agree again here."
        ),
        fields=("uid", "screen_name", "access_token"),
        tests=("token", "user"),
        authorises=True,
    ),
    SetupStep(
        slug="callback",
        title=_("Private messages"),
        intro=_(
            "In the fans service of the verified account (粉丝服务 → 开发者中心) enter this address and the App Key, "
            "and save. Weibo calls the address at once; this page notices. Without it public posts are still heard."
        ),
        is_called=True,
        checks=True,
    ),
    SetupStep(
        slug="listening",
        title=_("Listening"),
        intro=_(
            "What people say is fetched only once this account stands in the register of sources. How often we look "
            "depends on how many calls Weibo grants."
        ),
        fields=("poll_seconds", "daily_calls"),
        tests=("comments", "mentions"),
    ),
)
