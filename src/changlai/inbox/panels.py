"""What the inbox adds to a customer's page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers.contracts import Action, Panel
from changlai.inbox import queries
from changlai.inbox.enums import ConversationState


def _open_conversation(member: Member, slug: str, customer_id: int) -> str:
    """The open conversation the member may see, the liveliest one; empty when there is none."""
    found = queries.visible_to(member).filter(customer_id=customer_id, state=ConversationState.OPEN)
    conversation_id = found.order_by("-last_message_at", "-id").values_list("id", flat=True).first()
    return reverse("inbox:conversation", args=[slug, conversation_id]) if conversation_id else ""


PANELS = (Panel("conversations", _("Conversations"), "inbox.view", "inbox:of_customer", order=10, only_on_page=True),)
ACTIONS = (
    Action("message", _("Send a message"), "message-circle", "inbox.view", _open_conversation, is_main=True, order=10),
)
