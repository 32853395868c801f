"""What customers have in their organisation's own fields (docs/adr/0017-own-fields.md)."""

from django.db import models

from changlai.customers.models.people import Customer
from changlai.kernel.tenancy import OrgForeignKey
from changlai.records.models import OwnValue


class FieldValue(OwnValue):
    """A customer's value of a field; of several choices one row each."""

    record = OrgForeignKey(Customer, models.CASCADE, related_name="+")
