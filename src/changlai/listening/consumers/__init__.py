"""What the listening room reads of the log. Each file is a consumer, or a few that belong together."""

from changlai.listening.consumers import alerts, mentions

__all__ = ["alerts", "mentions"]
