"""What may be allowed with tags. Marking a customer is changing the customer: customers.edit."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = {"tags": _("Tags")}
PERMISSIONS = (Permission("tags.manage", _("manage tags and tag groups"), ON_OFF, manager=ALL),)
