"""Machinery behind the jobs: signing and sending one message."""

from changlai.integrations.engine.sending import ANSWER_LENGTH, send, signature

__all__ = ["ANSWER_LENGTH", "send", "signature"]
