"""What the listening room reads of the log. Each file is a consumer, or a few that belong together."""

from changlai.listening.consumers import alerts

__all__ = ["alerts"]
