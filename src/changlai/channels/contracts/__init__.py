"""What a channel adapter and the rest of the house say to each other.

An adapter is one folder in ``channels/adapters/<slug>/`` whose ``manifest.py`` names one ``CHANNEL``. It turns the
platform's bytes into the plain, frozen values of this package and back. It never sees a model, a queue or an
organisation: what it needs during a call it is lent as a :class:`Desk`.
"""

from changlai.channels.contracts.authorising import Authorising, Grant
from changlai.channels.contracts.calls import Endpoint, Outgoing, PlatformMember, Pulled, Roster, RosterKeeper, Sent
from changlai.channels.contracts.channel import (
    Channel,
    Listener,
    Parser,
    Permission,
    Product,
    Puller,
    ReplyWindow,
    Sender,
    Turn,
    Webhook,
)
from changlai.channels.contracts.collecting import CollectingGate
from changlai.channels.contracts.desk import Answer, Desk, FileContent, Http, Token
from changlai.channels.contracts.hooks import Bell, Delivery, HookRequest, Original, Reception, UrgentTask
from changlai.channels.contracts.lengths import halves
from changlai.channels.contracts.meanings import (
    HANDLE_BYTES,
    Attachment,
    Choice,
    Content,
    Follow,
    IdentityClaim,
    Inbound,
    Letter,
    Profile,
    Skipped,
)
from changlai.channels.contracts.setup import SetupStep
from changlai.channels.contracts.tags import PlatformTag, PlatformTagGroup, TagList, TagListKeeper, TagPort
from changlai.channels.contracts.visits import DOOR, Asset, Entrance, Guest, Opening, Page, Visits
from changlai.channels.contracts.voices import SAID_KEY, SAID_LENGTH, WATCH, Said, Speaker, Voice
from changlai.kernel.sentences import in_words

__all__ = [
    "DOOR",
    "HANDLE_BYTES",
    "SAID_KEY",
    "SAID_LENGTH",
    "WATCH",
    "Answer",
    "Asset",
    "Attachment",
    "Authorising",
    "Bell",
    "Channel",
    "Choice",
    "CollectingGate",
    "Content",
    "Delivery",
    "Desk",
    "Endpoint",
    "Entrance",
    "FileContent",
    "Follow",
    "Grant",
    "Guest",
    "HookRequest",
    "Http",
    "IdentityClaim",
    "Inbound",
    "Letter",
    "Listener",
    "Opening",
    "Original",
    "Outgoing",
    "Page",
    "Parser",
    "Permission",
    "PlatformMember",
    "PlatformTag",
    "PlatformTagGroup",
    "Product",
    "Profile",
    "Pulled",
    "Puller",
    "Reception",
    "ReplyWindow",
    "Roster",
    "RosterKeeper",
    "Said",
    "Sender",
    "Sent",
    "SetupStep",
    "Skipped",
    "Speaker",
    "TagList",
    "TagListKeeper",
    "TagPort",
    "Token",
    "Turn",
    "UrgentTask",
    "Visits",
    "Voice",
    "Webhook",
    "halves",
    "in_words",
]
