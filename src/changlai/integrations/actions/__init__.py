"""Verbs of integrations."""

from changlai.integrations.actions.deliveries import (
    SCHEDULE,
    forget_old,
    note_try,
    ping,
    replay,
    replay_since,
    switch_off_failing,
)
from changlai.integrations.actions.endpoints import (
    MOST_ENDPOINTS,
    OVERLAP,
    change,
    create,
    remove,
    rotate_secret,
    switch,
)
from changlai.integrations.actions.telling import tell

__all__ = [
    "MOST_ENDPOINTS",
    "OVERLAP",
    "SCHEDULE",
    "change",
    "create",
    "forget_old",
    "note_try",
    "ping",
    "remove",
    "replay",
    "replay_since",
    "rotate_secret",
    "switch",
    "switch_off_failing",
    "tell",
]
