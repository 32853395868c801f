"""Conversations for programs: the same questions and verbs as on screen."""

from changlai.inbox.api import conversations, lists, messages, setup, talk, team, threads, time
from changlai.inbox.api.routing import router

__all__ = ["conversations", "lists", "messages", "router", "setup", "talk", "team", "threads", "time"]
