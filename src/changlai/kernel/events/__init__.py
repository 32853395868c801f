"""The durable, ordered event log. ``publish`` in a scope; declare readers with ``@consumer``."""

from changlai.kernel.events.forgetting import blank, forget, forget_words
from changlai.kernel.events.log import SHARDS, Event, flush, kind_of, publish, publish_each, thread_key
from changlai.kernel.events.registry import Consumer, consumer, consumers

__all__ = [
    "SHARDS",
    "Consumer",
    "Event",
    "blank",
    "consumer",
    "consumers",
    "flush",
    "forget",
    "forget_words",
    "kind_of",
    "publish",
    "publish_each",
    "thread_key",
]
