"""Two organisations with look-alike rows, so that a leak has something to leak."""

from dataclasses import dataclass
from datetime import UTC, datetime

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.channels.models import Account, Delivery
from changlai.customers.enums import InteractionKind
from changlai.customers.models import Customer, Identity, Interaction
from changlai.inbox.enums import Author
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """One of the twins. ``mark`` stands in every name and text of it and nowhere else."""

    organisation: Organisation
    member: Member
    colleague: Member
    mark: str
    ids: dict[str, int]
    token: str

    def fresh_token(self) -> str:
        """Another key of the administrator's; each has a limit of calls of its own."""
        return accounts.create_api_token(member=self.member, name=f"Shop {self.mark}", by=self.member)[1]

    @property
    def slug(self) -> str:
        return self.organisation.slug


def make_twin(slug: str, mark: str) -> House:
    """An organisation with one of everything. Twins differ by ``mark`` only."""
    organisation = make_organisation(slug, name=f"House {mark}")
    member, colleague = (
        make_member(organisation, name=f"Admin {mark}"),
        make_member(organisation, "agent", name=f"Agent {mark}"),
    )
    token, value = accounts.create_api_token(member=member, name=f"Shop {mark}", by=member)
    with scope(organisation.pk):
        ids = {"member_id": colleague.pk, "token_id": token.pk, **_rows(organisation, mark)}
    return House(organisation, member, colleague, mark, ids, value)


def _rows(organisation: Organisation, mark: str) -> dict[str, int]:
    account = Account.objects.create(
        channel="webhook",
        product="webhook",
        name=f"Web {mark}",
        hook_key=f"key{organisation.pk}",
        settings={"secret": "whsec_eA=="},
    )
    customer = Customer.objects.create(
        name=f"Customer {mark}", company=f"Company {mark}", created_at=NOW, last_interaction_at=NOW
    )
    identity = Identity.objects.create(customer=customer, kind="phone", value="+8613800138000", created_at=NOW)
    conversation = Conversation.objects.create(
        customer=customer,
        account=account,
        opened_at=NOW,
        last_message_at=NOW,
        preview=f"Hello {mark}",
        waiting_since=NOW,
    )
    message = Message.objects.create(
        conversation=conversation, author=Author.CUSTOMER, kind="text", text=f"Hello {mark}", occurred_at=NOW
    )
    Interaction.objects.create(
        organisation_id=organisation.pk,
        customer_id=customer.pk,
        account_id=account.pk,
        kind=InteractionKind.NOTE,
        occurred_at=NOW,
        recorded_at=NOW,
        event_id=organisation.pk,
        part=0,
        facts={"text": f"Hello {mark}"},
    )
    delivery = Delivery.objects.create(
        organisation_id=organisation.pk,
        account_id=account.pk,
        kind="message",
        thread=f"thread {mark}",
        occurred_at=NOW,
        received_at=NOW,
        payload=mark.encode(),
    )
    return {
        "account_id": account.pk,
        "conversation_id": conversation.pk,
        "customer_id": customer.pk,
        "delivery_id": delivery.pk,
        "identity_id": identity.pk,
        "message_id": message.pk,
    }
