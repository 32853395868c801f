"""Conversations for programs: the same questions and verbs as on screen."""

from changlai.inbox.api import conversations, messages
from changlai.inbox.api.routing import router

__all__ = ["conversations", "messages", "router"]
