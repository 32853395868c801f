"""Import templates that read a column into an own field."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.imports.models import ImportTemplate
from changlai.records.models import Field
from changlai.records.uses import Use


def of_templates(field: Field, _member: Member) -> Sequence[Use]:
    """By the path of the field, in tables about any kind of record."""
    path = f"field-{field.pk}"
    return [
        Use(_("the import template “%(name)s”") % {"name": one.name})
        for one in ImportTemplate.objects.order_by("name", "id")
        if any(str(told).rpartition(".")[2] == path for told in one.mapping.values())
    ]


USES = (of_templates,)
