"""First steps of the inbox: a message comes in, an answer goes out."""

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changlai.accounts.contracts import ChecklistStep, StepState
from changlai.accounts.models import Member, Organisation
from changlai.inbox.enums import Author
from changlai.inbox.models import Message
from changlai.inbox.phone import phone_url


def _written_to(member: Member) -> StepState | None:
    """Whether a customer has ever written; without a sandbox, or a channel it could write to, there is no phone."""
    phone = phone_url()
    if not phone:
        return None
    is_done, _slug = _where(member, Author.CUSTOMER)
    return StepState(is_done, _("A customer has written.") if is_done else "", phone)


def _answered(member: Member) -> StepState:
    is_done, slug = _where(member, Author.MEMBER)
    address = reverse("inbox:inbox", kwargs={"organisation": slug})
    return StepState(is_done, _("An answer has been sent.") if is_done else "", f"{address}?tab=all")


def _where(member: Member, author: Author) -> tuple[bool, str]:
    """Whether there is a message by such an author, and the organisation's slug; one statement."""
    written = Exists(Message.objects.filter(author=author))
    found: tuple[bool, str] = Organisation.objects.values_list(written, "slug").get(pk=member.organisation_id)
    return found


STEPS = (
    ChecklistStep(
        slug="inbox.phone",
        order=10,
        title=gettext_lazy("Write to your company from the phone"),
        text=gettext_lazy(
            "The phone plays a customer. Open the company's customer service in it and write a few words: "
            "the conversation appears in the inbox without reloading."
        ),
        button=gettext_lazy("Open the phone"),
        permission="inbox.view",
        state=_written_to,
        icon="device-mobile",
    ),
    ChecklistStep(
        slug="inbox.answer",
        order=20,
        title=gettext_lazy("Answer the customer"),
        text=gettext_lazy(
            "Open the conversation, send a text, a picture or a file, and watch it arrive on the phone. "
            "What did not arrive says why, and what to do."
        ),
        button=gettext_lazy("Open the inbox"),
        permission="inbox.reply",
        state=_answered,
        icon="message-circle",
    ),
)
