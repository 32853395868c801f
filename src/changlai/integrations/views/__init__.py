"""Pages of webhooks."""

from changlai.integrations.views.endpoint import endpoint, pings, removal, replays, secret, switching
from changlai.integrations.views.log import delivery, delivery_replay
from changlai.integrations.views.shelf import endpoints, new

__all__ = [
    "delivery",
    "delivery_replay",
    "endpoint",
    "endpoints",
    "new",
    "pings",
    "removal",
    "replays",
    "secret",
    "switching",
]
