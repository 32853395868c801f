"""Rules for duplicates that compare an own field."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.customers.enums import Certainty
from changlai.customers.models import TwinRule
from changlai.records.models import Field
from changlai.records.uses import Use


def of_twin_rules(field: Field, _member: Member) -> Sequence[Use]:
    """What the organisation decided about the field; switched off it is no use."""
    rules = TwinRule.objects.filter(rule=f"field-{field.pk}").exclude(certainty=Certainty.OFF)
    return [Use(_("the rule for duplicates by this field"))] if rules.exists() else []


USES = (of_twin_rules,)
