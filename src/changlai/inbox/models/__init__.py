"""Tables of the inbox."""

from changlai.inbox.models.conversations import Conversation, MediaWait, Message

__all__ = ["Conversation", "MediaWait", "Message"]
