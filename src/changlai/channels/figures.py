"""The channel room's lines in /metrics."""

from collections.abc import Iterable, Sequence

SENDS = "select channel, state, messages from channels_sends()"


def prometheus(rows: Iterable[Sequence[object]]) -> bytes:
    """The answer to SENDS as lines: messages put on their way within the last hour, by channel and present state."""
    lines = (
        f'changlai_sends_last_hour{{channel="{channel}",state="{state}"}} {messages}\n'
        for channel, state, messages in rows
    )
    return "".join(lines).encode()
