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
from changlai.integrations.actions.forgetting import forget_person
from changlai.integrations.actions.pacing import BURST_CALLS, CALL_OVER, CALLS_PER_SECOND, PARALLEL_CALLS, begin_call
from changlai.integrations.actions.telling import tell

__all__ = [
    "BURST_CALLS",
    "CALLS_PER_SECOND",
    "CALL_OVER",
    "MOST_ENDPOINTS",
    "OVERLAP",
    "PARALLEL_CALLS",
    "SCHEDULE",
    "begin_call",
    "change",
    "create",
    "forget_old",
    "forget_person",
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
