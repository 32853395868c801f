"""What may be allowed in imports."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

PERMISSIONS = (Permission("customers.import", _("import tables of customers"), ON_OFF, manager=ALL, sales=ALL),)
