"""What a role may do, as a form: a level for each permission, a tick for each masked field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from changlai.accounts import catalogue
from changlai.accounts.contracts import Permission
from changlai.accounts.enums import SystemRole
from changlai.accounts.models import Role

GRANT, FIELD = "may-", "shows-"


class CopyForm(forms.Form):
    """A new role: its name, and the role it starts as. ``cleaned_data["role"]`` is that Role."""

    name = forms.CharField(
        label=_("Name of the role"), max_length=80, help_text=_("Such as “Night shift” or “Store manager”.")
    )
    role = forms.TypedChoiceField(label=_("Starts as a copy of"), coerce=int)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.roles = {role.pk: role for role in Role.objects.order_by("id")}
        field = cast("forms.TypedChoiceField", self.fields["role"])
        field.choices = [(role.pk, role.label) for role in self.roles.values()]

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], list(self.roles.values()))

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]


@dataclass(frozen=True, slots=True)
class Row:
    """A permission on the page, with its field."""

    permission: Permission
    bound: BoundField


class RightsForm(forms.Form):
    """Everything a role may. One field for each permission, named ``may-<slug>``, and for each masked field."""

    name = forms.CharField(label=_("Name of the role"), max_length=80)

    def __init__(self, *arguments: Any, role: Role, **options: Any) -> None:  # noqa: ANN401 - Form's own
        initial: dict[str, str] = {"name": role.name}
        for slug in catalogue.permissions():
            initial[GRANT + slug] = role.level(slug).slug
        for slug in catalogue.masked_fields():
            initial[FIELD + slug] = "1" if role.shows(slug) else ""
        super().__init__(*arguments, **{**options, "initial": initial})
        self.role = role
        for slug, permission in catalogue.permissions().items():
            levels = [(level.slug, permission.says(level)) for level in permission.levels]
            self.fields[GRANT + slug] = forms.ChoiceField(
                label=str(permission.label), choices=levels, widget=forms.RadioSelect
            )
        for slug, field in catalogue.masked_fields().items():
            self.fields[FIELD + slug] = forms.BooleanField(label=str(field.label), required=False)

    def clean_name(self) -> str:
        others = [role for role in Role.objects.order_by("id") if role.pk != self.role.pk]
        return free_name(self.cleaned_data["name"], others)

    def sections(self) -> Iterator[tuple[str, list[Row]]]:
        """The permissions by area, in the order of the modules."""
        for label, found in catalogue.by_area().items():
            yield label, [Row(permission, self[GRANT + permission.slug]) for permission in found]

    def masks(self) -> list[BoundField]:
        """The masked fields."""
        return [self[FIELD + slug] for slug in catalogue.masked_fields()]

    def grants(self) -> dict[str, str]:
        """The chosen level of each permission."""
        return {slug: self.cleaned_data[GRANT + slug] for slug in catalogue.permissions()}

    def shown_fields(self) -> dict[str, bool]:
        """Which masked fields are shown."""
        return {slug: self.cleaned_data[FIELD + slug] for slug in catalogue.masked_fields()}


def free_name(name: str, others: list[Role]) -> str:
    """A name no other role has. Raises ValidationError."""
    taken = {role.label.casefold() for role in others} | {str(role) for role in SystemRole}
    if name.casefold() in taken:
        raise forms.ValidationError(_("Another role is called so. Choose another name."))
    return name
