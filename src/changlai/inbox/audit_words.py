"""How the inbox's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "inbox.assigned": _("handed a conversation over"),
    "inbox.bulk": _("worked through many conversations"),
    "inbox.capacity.changed": _("changed how many conversations a colleague takes"),
    "inbox.desk.changed": _("changed how the inbox works"),
    "inbox.message_recalled": _("took an answer back"),
    "inbox.note_deleted": _("deleted a private note"),
    "inbox.reason.added": _("added a reason for closing"),
    "inbox.reason.changed": _("changed a reason for closing"),
    "inbox.rule.added": _("added a rule of assignment"),
    "inbox.rule.changed": _("changed a rule of assignment"),
    "inbox.rule.moved": _("moved a rule of assignment"),
    "inbox.rule.removed": _("removed a rule of assignment"),
    "inbox.rule.switched": _("switched a rule of assignment on or off"),
    "inbox.threads_merged": _("put two threads together"),
    "inbox.threads_parted": _("took two threads apart"),
}
FIELDS = {
    "action": _("What"),
    "count": _("How many"),
    "assignee": _("Assignee"),
    "away_minutes": _("Shared out again after minutes away"),
    "capacity": _("Conversations at a time"),
    "conversation": _("Conversation"),
    "message": _("Message"),
    "first_answer_minutes": _("First answer within minutes"),
    "is_active": _("Switched on"),
    "is_rated": _("Customers are asked to rate"),
    "is_reason_required": _("A reason is needed to close"),
    "note": _("Private note"),
    "next_answer_minutes": _("Next answer within minutes"),
    "position": _("Place"),
    "rating_question": _("Question to customers"),
    "reopen_days": _("Reopened within days"),
    "warn_percent": _("Warning at per cent"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "inbox.ask_rating": _("Ask for a rating"),
    "inbox.bulk": _("Work through many conversations"),
    "inbox.send_later": _("Send a planned message"),
    "inbox.thank_rating": _("Thank for a rating"),
}
