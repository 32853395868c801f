"""The listening room's place in the shell."""

from django.utils.translation import gettext_lazy as _

from changlai.ui.nav import NavItem

ITEMS = (
    NavItem("listening.board", _("Listening board"), "chart-bar", "listening:board", "listening.view", "listen", 10),
    NavItem(
        "listening.cases",
        _("Cases"),
        "flame",
        "listening:cases",
        "listening.cases",
        "listen",
        20,
        count_url="listening:case_count",
    ),
    NavItem("listening.mentions", _("Mentions"), "ear", "listening:mentions", "listening.view", "listen", 30),
    NavItem("listening.topics", _("Topics"), "search", "listening:topics", "listening.topics", "listen", 40),
    NavItem(
        "listening.alert_rules",
        _("Alert rules"),
        "bell",
        "listening:alert_rules",
        "listening.topics",
        "settings",
        45,
        part="service",
    ),
    NavItem("listening.sources", _("Sources"), "rss", "listening:sources", "listening.sources", "listen", 50),
)
