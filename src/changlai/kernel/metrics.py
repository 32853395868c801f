"""Figures of this process for Prometheus; the web process shows its own at /metrics.

What workers do is told by the database instead (changlai.kernel.backlog): it is true whoever is asked.
Labels hold slugs of ours only: never a customer, an address, or text from outside.
"""

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
SLOW = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)


def _gauge(name: str, meaning: str, *labels: str) -> Gauge:
    return Gauge(f"changlai_{name}", meaning, labels, registry=REGISTRY)


def _histogram(name: str, meaning: str, *labels: str, buckets: tuple[float, ...] = FAST) -> Histogram:
    return Histogram(f"changlai_{name}", meaning, labels, registry=REGISTRY, buckets=buckets)


PAGE_SECONDS = _histogram("page_seconds", "Pages and API answers by route", "route", "method", "status")
CALLBACK_SECONDS = _histogram("callback_seconds", "Platform callbacks until answered", "channel", "outcome")
OUTBOUND_SECONDS = _histogram("outbound_seconds", "Calls to the outside by outcome", "outcome", buckets=SLOW)
LIVE_STREAMS = _gauge("live_streams", "Open live-event streams of this process")


def render() -> bytes:
    """This process's figures in Prometheus' text format."""
    return generate_latest(REGISTRY)
