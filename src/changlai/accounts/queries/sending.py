"""Whether an organisation may send at all."""

from changlai.accounts.contracts import Freeze
from changlai.accounts.models import Organisation
from changlai.kernel import db

_FROZEN = """select sending_frozen_at, sending_frozen_reason, sending_frozen_by from accounts_organisation
    where id = %(org)s and sending_frozen_at is not null"""


def is_sending_frozen(organisation_id: int) -> bool:
    """True between a freeze and a person's word: nothing leaves the house."""
    return Organisation.objects.filter(id=organisation_id, sending_frozen_at__isnull=False).exists()


def freeze_in(organisation_id: int) -> Freeze | None:
    """Why, since when and by whose word nothing is sent; None while messages leave. One statement."""
    row = db.row(_FROZEN, {"org": organisation_id})
    return Freeze(*row) if row else None


def freeze_of(organisation: Organisation) -> Freeze | None:
    """The same of an organisation that is at hand; asks no database."""
    if organisation.sending_frozen_at is None:
        return None
    return Freeze(organisation.sending_frozen_at, organisation.sending_frozen_reason, organisation.sending_frozen_by)
