"""Whether an organisation may send at all."""

from changlai.accounts.models import Organisation


def is_sending_frozen(organisation_id: int) -> bool:
    """True between a restore from a backup and an operator's word: nothing leaves the house."""
    return Organisation.objects.filter(id=organisation_id, sending_frozen_at__isnull=False).exists()
