"""What a browser says of itself, in words that its owner recognises."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

# The first that is found wins: many browsers claim to be Chrome and Safari too.
_BROWSERS = (
    (r"wxwork/", "WeCom"),
    (r"MicroMessenger/", "WeChat"),
    (r"Edg(?:e|A|iOS)?/(\d+)", "Edge"),
    (r"OPR/(\d+)", "Opera"),
    (r"QQBrowser/(\d+)", "QQ Browser"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:HeadlessChrome|Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+).*Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)
_HANDHELD = {"iPhone", "iPad", "HarmonyOS", "Android"}


@dataclass(frozen=True, slots=True)
class Device:
    """A device for people: "Chrome 131, Windows"."""

    browser: str
    system: str

    @property
    def name(self) -> str:
        """Both, as far as they are known."""
        return _(", ").join(part for part in (self.browser, self.system) if part) or _("Unknown device")

    @property
    def icon(self) -> str:
        """A name of the sprite."""
        return "device-mobile" if self.system in _HANDHELD else "device-desktop"


def named(agent: str) -> Device:
    """What a User-Agent header tells."""
    browser = ""
    for pattern, name in _BROWSERS:
        found = re.search(pattern, agent)
        if found:
            browser = f"{name} {found[1]}" if found.groups() else name
            break
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, agent)), "")
    return Device(browser, system)
