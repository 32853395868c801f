"""What may be allowed with lists of any kind, and with own fields."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import ALL, ON_OFF, Permission

AREAS = {"records": _("Lists and fields")}
PERMISSIONS = (
    Permission("records.share", _("make and change views for everybody"), ON_OFF, manager=ALL),
    Permission("records.fields", _("define own fields"), ON_OFF),
)
