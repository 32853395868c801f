"""Time zones to choose from."""

from functools import cache
from zoneinfo import available_timezones

# What most visitors look for.
ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Europe/London", "UTC")


@cache
def zone_choices() -> list[tuple[str, str]]:
    """All IANA time zones, the likely ones first. Looking them up reads hundreds of files: once is enough."""
    rest = sorted(name for name in available_timezones() - set(ZONES) if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in (*ZONES, *rest)]
