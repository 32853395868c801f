"""Verbs of notifications. Other modules call ``notify`` and ``mail``; the rest is what members do."""

from changlai.notifications.actions.choosing import HabitsGiven, change_habits, choose
from changlai.notifications.actions.dispatching import fail_handed, hand_to_channel, reference_of, settle
from changlai.notifications.actions.entry import mail_invitation, mail_password_reset
from changlai.notifications.actions.forgetting import forget_about
from changlai.notifications.actions.mailing import forget_old, mail, mail_again, settle_mail
from changlai.notifications.actions.reading import mark_all_read, mark_read
from changlai.notifications.actions.telling import notify, order_rest, try_out

__all__ = [
    "HabitsGiven",
    "change_habits",
    "choose",
    "fail_handed",
    "forget_about",
    "forget_old",
    "hand_to_channel",
    "mail",
    "mail_again",
    "mail_invitation",
    "mail_password_reset",
    "mark_all_read",
    "mark_read",
    "notify",
    "order_rest",
    "reference_of",
    "settle",
    "settle_mail",
    "try_out",
]
