"""Where what somebody says in public is heard, and where it is answered."""

from changlai.channels import registry
from changlai.channels.contracts import Voice
from changlai.channels.models import Account


def voice_of(account: Account) -> Voice | None:
    """The public side of an account's channel."""
    return registry.channel(account.channel).voice


def speaking_accounts() -> list[Account]:
    """Connected accounts whose platform has a public side, switched-off ones included, the oldest first."""
    speaking = [slug for slug, channel in registry.channels().items() if channel.voice]
    return list(Account.objects.filter(channel__in=speaking, parent__isnull=True).order_by("id"))


def public_endpoint(account: Account) -> Account | None:
    """The endpoint through which the firm answers in public; None while the platform has not told it."""
    voice = voice_of(account)
    return _place(account, voice.product) if voice else None


def private_door(account: Account, value: str) -> tuple[Account, dict[str, str]] | None:
    """Where, and under which address, who speaks in public is written to in private: ``value`` is that of their
    claim. Whether it may be now is the gate's to say. None where nobody can be.
    """
    voice = voice_of(account)
    if voice is None or voice.private_address is None:
        return None
    place, address = _place(account, voice.private_product), voice.private_address(value)
    return (place, address) if place is not None and address else None


def opens_private(account: Account, words: str) -> bool:
    """Whether words that somebody said to us in public let us write to them in private."""
    voice = voice_of(account)
    if voice is None or not voice.private_messages:
        return False
    root = account if account.parent_id is None else Account.objects.get(id=account.parent_id)
    return voice.opens_private is None or voice.opens_private(words, root.settings)


def _place(account: Account, product: str) -> Account | None:
    """The account itself or its endpoint of this product."""
    root = account if account.parent_id is None else Account.objects.get(id=account.parent_id)
    if root.product == product:
        return root
    return Account.objects.filter(parent=root, product=product).order_by("id").first()
