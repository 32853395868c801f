"""Connecting accounts, pulling from platforms, replaying what they told us."""

from changlai.channels.actions.accounts import announce_change, change_settings, connect, renew_secret, switch
from changlai.channels.actions.authorising import authorise, keep_authorised_until, warn_of_ends
from changlai.channels.actions.colleagues import know_colleague
from changlai.channels.actions.deliveries import note_looked, replay
from changlai.channels.actions.forgetting import forget_person
from changlai.channels.actions.member_messages import link_colleague, tell_member
from changlai.channels.actions.streams import collect, follow_feeds, resume, stop_streams, sync, watch
from changlai.channels.actions.tallies import fold_tallies, note, note_call_failed, note_error, note_many
from changlai.channels.actions.told import keep_colleagues, keep_endpoints, keep_rosters, keep_tag_list
from changlai.channels.actions.touches import keep_touches
from changlai.channels.actions.waiting import CANCELLED, cancel_waiting, release_waiting

__all__ = [
    "CANCELLED",
    "announce_change",
    "authorise",
    "cancel_waiting",
    "change_settings",
    "collect",
    "connect",
    "fold_tallies",
    "follow_feeds",
    "forget_person",
    "keep_authorised_until",
    "keep_colleagues",
    "keep_endpoints",
    "keep_rosters",
    "keep_tag_list",
    "keep_touches",
    "know_colleague",
    "link_colleague",
    "note",
    "note_call_failed",
    "note_error",
    "note_looked",
    "note_many",
    "release_waiting",
    "renew_secret",
    "replay",
    "resume",
    "stop_streams",
    "switch",
    "sync",
    "tell_member",
    "warn_of_ends",
    "watch",
]
