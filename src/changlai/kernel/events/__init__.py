"""The durable, ordered event log. ``publish`` in a scope; declare readers with ``@consumer``."""

from changlai.kernel.events.forgetting import forget
from changlai.kernel.events.log import SHARDS, Event, flush, publish, publish_each, thread_key
from changlai.kernel.events.registry import Consumer, consumer, consumers

__all__ = [
    "SHARDS",
    "Consumer",
    "Event",
    "consumer",
    "consumers",
    "flush",
    "forget",
    "publish",
    "publish_each",
    "thread_key",
]
