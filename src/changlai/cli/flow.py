"""Which event reaches whom, as a page: docs/reference/flow.md is this text, and a test compares them."""

from changlai.kernel import discovery
from changlai.kernel.events import Event, consumers

HEAD = """# Flow: every event and who reads it

Made by `./changlai flow`. An event is published by the module before the dot; each consumer reads it in order, once.

| event | consumers |
|---|---|
"""


def describe() -> str:
    """The Markdown page of all events of the house, those without a reader included."""
    discovery.rooms("events")
    readers: dict[str, list[str]] = {kind: [] for kind in Event.kinds}
    for consumer in consumers():
        for kind in consumer.kinds:
            readers[kind].append(consumer.name)
    rows = [f"| {kind} | {', '.join(names) or '(nobody yet)'} |" for kind, names in sorted(readers.items())]
    return HEAD + "\n".join(rows) + "\n"
