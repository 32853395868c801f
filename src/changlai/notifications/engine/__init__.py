"""Machinery behind the jobs: composing messages, and handing them to a mail server."""

from changlai.notifications.engine.compose import compose_letter, compose_note, compose_notices
from changlai.notifications.engine.smtp import MailFailed, hand_over
from changlai.notifications.engine.trial import try_mail

__all__ = ["MailFailed", "compose_letter", "compose_note", "compose_notices", "hand_over", "try_mail"]
