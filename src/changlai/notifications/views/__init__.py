"""Pages of notices: the bell, the list, and how one wants to be told."""

from changlai.notifications.views.choices import choices, habits, trial
from changlai.notifications.views.mail import mail, mail_replay, mail_trial
from changlai.notifications.views.reading import all_read, bell, menu, notice, notices, read

__all__ = [
    "all_read",
    "bell",
    "choices",
    "habits",
    "mail",
    "mail_replay",
    "mail_trial",
    "menu",
    "notice",
    "notices",
    "read",
    "trial",
]
