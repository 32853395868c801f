"""Conversations for programs: the same questions and verbs as on screen."""

from changlai.inbox.api import conversations, lists, messages, talk
from changlai.inbox.api.routing import router

__all__ = ["conversations", "lists", "messages", "router", "talk"]
