"""Notices about somebody whose data is erased."""

from collections.abc import Iterable

from changlai.notifications.models import Notification


def forget_about(urls: Iterable[str]) -> int:
    """Delete the notices that lead to one of these addresses; returns how many."""
    return Notification.objects.filter(url__in=list(urls)).delete()[0]
